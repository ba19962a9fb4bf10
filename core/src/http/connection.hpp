// One client connection: reads, serves what has arrived, sends the answers of a batch at once.
#pragma once
#include "http/exchange.hpp"
#include "http/site.hpp"
#include "http/transport.hpp"
#include <array>
#include <boost/asio/basic_stream_socket.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <exception>
#include <memory>

namespace nucleus::http {

/// Thrown where the peer has gone and nobody is left to answer.
class peer_gone : public std::exception {
public:
    [[nodiscard]] const char* what() const noexcept override { return "the client has gone"; }
};

/// Lives on its worker's thread, from start() until its coroutine ends. While it waits for a
/// request it holds a small buffer of its own. No timers: the worker's sweep holds each phase
/// against its deadline.
class connection : public std::enable_shared_from_this<connection> {
public:
    using socket_type = boost::asio::basic_stream_socket<boost::asio::ip::tcp,
                                                         boost::asio::io_context::executor_type>;

    connection(std::shared_ptr<serving_worker> on, open_place place, socket_type socket,
               std::unique_ptr<transport> bytes, bool admin);
    ~connection();
    connection(const connection&) = delete;
    connection& operator=(const connection&) = delete;

    void start(); ///< on the worker's thread

    // For the pipeline and streams.
    [[nodiscard]] const ip_address& peer() const noexcept { return peer_; }
    [[nodiscard]] const std::string& peer_text() const noexcept { return peer_text_; }
    [[nodiscard]] bool secure() const noexcept { return bytes_->secure(); }
    [[nodiscard]] bool closing() const noexcept;
    [[nodiscard]] bool cancelled() const noexcept { return cancelled_; }
    [[nodiscard]] bool peer_has_gone() const noexcept { return peer_gone_; }
    /// Takes the body if all of it has arrived; else read_body() must be awaited.
    [[nodiscard]] bool take_arrived_body();
    task<result<void>> read_body(std::uint64_t limit);
    /// Sends what is in the exchange's `out`; false when the peer is gone or too slow.
    task<bool> flush();

    // For the worker.
    void sweep(steady::time_point now);
    void begin_drain(steady::time_point idle_until);
    void cut();
    std::size_t slot = 0;

private:
    enum class phase : std::uint8_t { idle, head, body, handling, writing, lingering };
    enum class head_state : std::uint8_t { incomplete, complete, refused };

    task<void> run();
    task<void> talk();
    task<void> linger();
    task<void> settle();
    task<bool> wait(boost::asio::socket_base::wait_type what, phase p,
                    std::chrono::milliseconds limit);
    task<result<void>> read_long(std::uint64_t size);
    task<result<void>> read_chunks(std::uint64_t limit);
    task<io_result> read_some(char* into, std::size_t size);
    [[nodiscard]] bool receive();
    [[nodiscard]] boost::asio::mutable_buffer landing_place();
    [[nodiscard]] bool landed(boost::system::error_code failed, std::size_t bytes);
    void take_exchange();
    [[nodiscard]] bool send_now();
    [[nodiscard]] head_state next_head();
    void answer_refused_head(const refusal& why);
    void park();
    void enter(phase p, std::chrono::milliseconds limit);

    std::shared_ptr<serving_worker> worker_;
    open_place place_;
    socket_type socket_;
    std::unique_ptr<transport> bytes_;
    std::unique_ptr<exchange> x_;
    boost::asio::cancellation_signal cancel_;
    ip_address peer_;
    std::string peer_text_;
    std::array<char, 1024> first_; ///< where the first bytes of a request land
    steady::time_point deadline_{}, idle_until_ = steady::time_point::max();
    std::size_t scanned_ = 0, sent_ = 0, stretch_ = 0;
    boost::asio::socket_base::wait_type wanted_ = boost::asio::socket_base::wait_read;
    phase at_ = phase::idle;
    bool admin_, open_ = true, expired_ = false, cancelled_ = false, peer_gone_ = false;
};

}
