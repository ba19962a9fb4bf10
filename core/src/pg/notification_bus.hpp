// LISTEN on a connection of its own; NOTIFY travels with the announcing transaction.
#pragma once
#include <boost/asio/io_context.hpp>
#include <memory>
#include <nucleus/async/task.hpp>
#include <nucleus/services/bus.hpp>
#include <string>

namespace nucleus::pg {

/// The channel of an application whose system tables are in `home_schema`: nodes on the same
/// database and schema share it. transaction::notify uses it too.
[[nodiscard]] std::string bus_channel(std::string_view home_schema);

/// Beats every 300 ms through the database; without an echo for a second it is not trusted, and
/// whenever it begins to listen every subscriber's on_gap() runs before it is trusted. Lives on the
/// control context, but for trusted().
class notification_bus final : public bus {
public:
    notification_bus(boost::asio::io_context& control, std::string dsn, std::string home_schema);
    ~notification_bus() override;

    void subscribe(std::string topic, std::function<void(std::string_view)> on_message,
                   std::function<void()> on_gap) override;
    [[nodiscard]] bool trusted() const noexcept override;

    /// Connects, listens, beats and reconnects until stop(). The bus outlives it.
    task<void> run();
    void stop();

private:
    struct state;
    std::shared_ptr<state> state_;
};

}
