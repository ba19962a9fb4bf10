// One worker's share of the server: its connections, buffers, clock and deadline sweep.
#pragma once
#include "http/exchange.hpp"
#include "http/middleware/request_id.hpp"
#include "http/site.hpp"
#include "limits/shared_counts.hpp"
#include <boost/asio/basic_waitable_timer.hpp>
#include <memory>
#include <vector>

namespace nucleus::http {

/// Touched by its own thread only, but for the constructor and start().
class serving_worker : public std::enable_shared_from_this<serving_worker> {
public:
    serving_worker(std::shared_ptr<http::site> s, std::size_t index,
                   std::shared_ptr<const settings> with);

    void start();       ///< begins the sweep; any thread
    void stop();        ///< ends it
    void begin_drain(); ///< idle connections are closed soon, streams told to end
    void cut_all();     ///< what is still open is cut off

    void adopt(connection& c);
    void forget(connection& c);

    [[nodiscard]] std::unique_ptr<exchange> take_exchange();
    void give_back(std::unique_ptr<exchange> x);

    [[nodiscard]] instant wall(steady::time_point t) const;
    [[nodiscard]] std::string_view http_date(steady::time_point t);

    std::shared_ptr<http::site> site;
    boost::asio::io_context& io;
    std::size_t index;
    pg::database* database;
    limits::shared_counts shared;
    std::shared_ptr<const settings> with;
    request_id_source ids;

private:
    using timer = boost::asio::basic_waitable_timer<steady, boost::asio::wait_traits<steady>,
                                                    boost::asio::io_context::executor_type>;
    void sweep();
    void sweep_later();

    std::vector<connection*> open_;
    std::vector<std::unique_ptr<exchange>> spare_;
    timer tick_;
    bool stopped_ = false;
    steady::time_point steady_base_;
    instant wall_base_;
    std::int64_t date_second_ = -1;
    std::string date_;
};

}
