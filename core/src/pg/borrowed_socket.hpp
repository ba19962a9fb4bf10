// The socket of a libpq connection, lent to Asio.
#pragma once
#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/basic_stream_descriptor.hpp>

namespace nucleus::pg {

/// libpq closes its socket: this never does.
class borrowed_socket {
public:
    using descriptor =
        boost::asio::posix::basic_stream_descriptor<boost::asio::io_context::executor_type>;

    explicit borrowed_socket(boost::asio::io_context& io)
        : lent_{io} {}
    ~borrowed_socket() { give_back(); }
    borrowed_socket(const borrowed_socket&) = delete;
    borrowed_socket& operator=(const borrowed_socket&) = delete;

    void borrow(int socket) {
        give_back();
        lent_.assign(socket);
    }
    /// Waits end with operation_aborted.
    void give_back() noexcept {
        if (lent_.is_open()) lent_.release();
    }
    void cancel() noexcept {
        boost::system::error_code ignored;
        lent_.cancel(ignored);
    }
    [[nodiscard]] descriptor& operator*() noexcept { return lent_; }
    [[nodiscard]] descriptor* operator->() noexcept { return &lent_; }

private:
    descriptor lent_;
};

}
