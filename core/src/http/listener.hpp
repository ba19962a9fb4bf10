// Accepts connections on the control context and deals them to the workers in turn.
#pragma once
#include "http/connection.hpp"
#include "http/worker.hpp"
#include <boost/asio/basic_socket_acceptor.hpp>

namespace nucleus::http {

/// What the listeners of a server share.
struct deal {
    std::shared_ptr<http::site> site;
    std::vector<std::shared_ptr<serving_worker>> workers;
    std::size_t next = 0;
    std::size_t max_connections = 0;
    std::function<std::unique_ptr<transport>(int fd)> wrap; ///< plain or TLS
    bool secure = false;                                    ///< TLS
};

class listener : public std::enable_shared_from_this<listener> {
public:
    using executor = boost::asio::io_context::executor_type;
    /// Duplicates `fd`, a socket that listens already.
    listener(std::shared_ptr<deal> to, boost::asio::io_context& control, int fd, bool admin);
    void start();
    void stop();
    [[nodiscard]] int port() const;
    [[nodiscard]] bool admin() const noexcept { return admin_; }

private:
    using tcp = boost::asio::ip::tcp;
    task<void> accept();
    void take(connection::socket_type socket, const std::shared_ptr<serving_worker>& to);
    void hand_over(connection::socket_type socket, std::shared_ptr<serving_worker> to);

    std::shared_ptr<deal> deal_;
    boost::asio::basic_socket_acceptor<tcp, executor> acceptor_;
    bool admin_;
};

}
