// How a connection reads the body of a request.
#include "http/chunk_decoder.hpp"
#include "http/connection.hpp"
#include "http/worker.hpp"
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace nucleus::http {

namespace {
/// A body that nobody wants is read up to this to keep the connection; beyond, it is closed.
constexpr std::uint64_t worth_draining = 64 * 1024;
/// Memory is reserved for a body as it arrives, not as it is announced: at first so much, then
/// twice what is there.
constexpr std::size_t first_step = 16 * 1024;
/// So much is read at a stretch; then others have their turn.
constexpr std::size_t fair_share = 256 * 1024;
}

namespace {
constexpr boost::asio::use_awaitable_t<boost::asio::io_context::executor_type> next_turn;
}

bool connection::take_arrived_body() {
    auto& x = *x_;
    if (x.frame.chunked || x.in.unread().size() - x.head_size < x.frame.content_length)
        return false;
    x.request.body = x.in.unread().substr(x.head_size, x.frame.content_length);
    x.spent = x.head_size + x.frame.content_length;
    x.body_read = true;
    return true;
}

task<result<void>> connection::read_body(std::uint64_t limit) {
    auto& x = *x_;
    if (x.frame.expects_continue && x.in.unread().size() == x.head_size)
        x.out.append("HTTP/1.1 100 Continue\r\n\r\n");
    if (!x.out.empty()) { // a client may wait for the answers before it before it sends a body
        const bool sent = co_await flush();
        if (!sent) throw peer_gone{};
    }
    result<void> got;
    if (x.frame.chunked)
        got = co_await read_chunks(limit);
    else
        got = co_await read_long(x.frame.content_length);
    if (!got)
        x.close = true;
    else
        x.body_read = true;
    at_ = phase::handling;
    co_return got;
}

task<io_result> connection::read_some(char* into, std::size_t size) {
    for (;;) {
        const auto got = bytes_->read(into, size);
        if (got.outcome == io::closed) co_return got;
        if (got.outcome == io::done) {
            stretch_ += got.bytes;
            if (stretch_ > fair_share) {
                stretch_ = 0;
                co_await boost::asio::post(worker_->io, next_turn);
            }
            co_return steady::now() < x_->deadline ? got : io_result{io::want_read};
        }
        const auto what =
            got.outcome == io::want_write ? socket_type::wait_write : socket_type::wait_read;
        stretch_ = 0;
        const auto left =
            std::chrono::ceil<std::chrono::milliseconds>(x_->deadline - steady::now());
        const bool ready =
            co_await wait(what, phase::body, std::min(worker_->with->timeouts.body, left));
        if (!ready) co_return io_result{io::want_read};
    }
}

namespace {
error why_no_body(io_result got) {
    if (got.outcome == io::closed) throw peer_gone{};
    return errors::request_timeout;
}
}

/// A body of known size: into the read buffer when it fits, else into a string of its own.
task<result<void>> connection::read_long(std::uint64_t size) {
    auto& x = *x_;
    const auto arrived = x.in.unread().substr(x.head_size);
    if (size - arrived.size() <= x.in.room()) {
        while (!take_arrived_body()) {
            const auto got = co_await read_some(x.in.free_space(), x.in.room());
            if (got.outcome != io::done) co_return why_no_body(got);
            x.in.filled(got.bytes);
        }
        co_return result<void>{};
    }
    x.long_body.assign(arrived);
    x.spent = x.in.unread().size();
    while (x.long_body.size() < size) {
        const auto have = x.long_body.size();
        x.long_body.resize(std::min<std::uint64_t>(size, have + std::max(have, first_step)));
        const auto got = co_await read_some(x.long_body.data() + have, x.long_body.size() - have);
        if (got.outcome != io::done) co_return why_no_body(got);
        x.long_body.resize(have + got.bytes);
    }
    x.request.body = x.long_body;
    co_return result<void>{};
}

task<result<void>> connection::read_chunks(std::uint64_t limit) {
    auto& x = *x_;
    chunk_decoder decoder{limit};
    for (;;) {
        const auto used = decoder.feed(x.in.unread().substr(x.head_size), x.long_body);
        if (decoder.refused()) co_return decoder.refused().to_error();
        x.spent = x.head_size + used;
        if (decoder.done()) break;
        x.in.truncate(x.head_size); // the head stays: the request's views point into it
        const auto got = co_await read_some(x.in.free_space(), x.in.room());
        if (got.outcome != io::done) co_return why_no_body(got);
        x.in.filled(got.bytes);
    }
    x.request.body = x.long_body;
    co_return result<void>{};
}

/// After a refusal: reads past a small body to keep the connection, else gives the connection up.
task<void> connection::settle() {
    auto& x = *x_;
    if (take_arrived_body()) co_return;
    if (x.close || x.frame.expects_continue || x.frame.content_length > worth_draining) {
        x.close = true;
        co_return;
    }
    const auto dropped = co_await read_body(worth_draining);
    if (!dropped) x.close = true;
}

}
