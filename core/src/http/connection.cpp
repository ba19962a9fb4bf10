#include "http/connection.hpp"
#include "http/answer_writer.hpp"
#include "http/chunk_decoder.hpp"
#include "http/pipeline.hpp"
#include "http/worker.hpp"
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <nucleus/log.hpp>

namespace nucleus::http {

namespace asio = boost::asio;
using namespace std::chrono_literals;
using std::chrono::milliseconds;

namespace {
constexpr asio::as_tuple_t<asio::use_awaitable_t<asio::io_context::executor_type>> completion;
constexpr asio::use_awaitable_t<asio::io_context::executor_type> end_of_turn;
/// A batch of pipelined answers is sent when it has grown to this.
constexpr std::size_t batch_size = 64 * 1024;
/// A body that nobody wants is read up to this to keep the connection; beyond, it is closed.
constexpr std::uint64_t worth_draining = 64 * 1024;
/// How long a closing connection waits for the peer to take the last answer.
constexpr auto linger_limit = 1000ms;
/// Memory is reserved for a body as it arrives, not as it is announced.
constexpr std::size_t body_step = 256 * 1024;
}

connection::connection(std::shared_ptr<serving_worker> on, socket_type socket,
                       std::unique_ptr<transport> bytes, bool admin)
    : worker_{std::move(on)}
    , socket_{std::move(socket)}
    , bytes_{std::move(bytes)}
    , admin_{admin} {
    boost::system::error_code failed;
    const auto remote = socket_.remote_endpoint(failed);
    if (!failed) peer_ = remote.address();
    peer_text_ = peer_.to_string();
    worker_->adopt(*this);
    worker_->site->open.fetch_add(1, std::memory_order_relaxed);
}

connection::~connection() {
    if (x_) worker_->give_back(std::move(x_));
    worker_->forget(*this);
    worker_->site->open.fetch_sub(1, std::memory_order_relaxed);
}

void connection::start() {
    auto executor = worker_->io.get_executor();
    asio::co_spawn(executor, run(),
                   asio::bind_cancellation_slot(
                       cancel_.slot(), [self = shared_from_this()](std::exception_ptr) {}));
}

task<void> connection::run() {
    try {
        co_await talk();
        if (!cancelled_) co_await linger();
    } catch (const std::exception& e) {
        if (!cancelled_ && !peer_gone_)
            log::error("http", "a connection failed", {{"reason", e.what()}});
    }
    boost::system::error_code ignored;
    socket_.close(ignored);
}

task<void> connection::talk() {
    enter(phase::idle, worker_->with->timeouts.idle);
    while (open_) {
        if (bytes_->secure()) {
            if (!bytes_->pending()) co_await socket_.async_wait(wanted_, completion);
            if (expired_ || !receive()) break;
        } else {
            // Into a buffer: waiting without one, Asio asks epoll anew each time.
            const auto [failed, bytes] =
                co_await socket_.async_receive(landing_place(), completion);
            if (expired_ || !landed(failed, bytes)) break;
        }
        while (open_) {
            const auto head = next_head();
            if (head == head_state::incomplete) break;
            if (head == head_state::complete) {
                at_ = phase::handling;
                co_await serve(*x_);
                if (!x_->body_read && !x_->abandoned && !cancelled_) co_await settle();
                finish(*x_);
                x_->in.consume(x_->spent);
                open_ = !x_->close;
            }
            if (x_->out.size() < batch_size || cancelled_) continue;
            const bool sent = co_await flush();
            if (!sent) co_return;
        }
        if (!x_->out.empty() && !cancelled_) {
            // At the end of this turn: a client that is woken by each answer as it is made pushes
            // this thread aside each time.
            enter(phase::writing, worker_->with->timeouts.body);
            co_await asio::post(worker_->io, end_of_turn);
        }
        if (send_now()) {
            park();
        } else if (!cancelled_) {
            const bool sent = co_await flush();
            if (!sent) co_return;
            park();
        }
    }
    if (expired_ && at_ == phase::head) answer_refused_head({&errors::request_timeout});
    if (x_) (void)send_now();
}

void connection::take_exchange() {
    x_ = worker_->take_exchange();
    x_->on = worker_.get();
    x_->by = this;
    x_->admin = admin_;
    x_->with = worker_->with;
    scanned_ = 0;
}

/// Of plain bytes: behind those of a request that has begun, else where no exchange is needed yet.
asio::mutable_buffer connection::landing_place() {
    if (!x_) return asio::buffer(first_);
    x_->in.compact();
    return {x_->in.free_space(), x_->in.room()};
}

bool connection::landed(boost::system::error_code failed, std::size_t bytes) {
    if (failed) {
        peer_gone_ = true;
        return false;
    }
    if (!x_) {
        take_exchange();
        std::memcpy(x_->in.free_space(), first_.data(), bytes);
    }
    x_->in.filled(bytes);
    x_->started = steady::now();
    return true;
}

/// Of TLS: what arrived goes into the exchange's buffer. False when the connection is over.
bool connection::receive() {
    if (!x_) take_exchange();
    x_->in.compact();
    const auto got = bytes_->read(x_->in.free_space(), x_->in.room());
    wanted_ = got.outcome == io::want_write ? socket_type::wait_write : socket_type::wait_read;
    if (got.outcome == io::closed) {
        peer_gone_ = true;
        return false;
    }
    if (got.outcome == io::done) {
        x_->in.filled(got.bytes);
        x_->started = steady::now();
    }
    return true;
}

connection::head_state connection::next_head() {
    auto& x = *x_;
    if (x.in.empty()) return head_state::incomplete;
    x.begin();
    const auto head = parse_head(x.in.unread(), scanned_, x.with->head, x.request);
    auto why = head.refused;
    if (!why && head.size == 0) return head_state::incomplete;
    if (!why) why = guard(x.request, x.frame);
    if (why) {
        answer_refused_head(why);
        return head_state::refused;
    }
    scanned_ = 0;
    x.head_size = head.size;
    x.spent = head.size;
    x.body_read = !x.frame.has_body();
    if (!x.frame.keep_alive) x.close = true;
    return head_state::complete;
}

/// Nothing after such a head can be trusted to be where it seems: answer and close.
void connection::answer_refused_head(const refusal& why) {
    open_ = false;
    if (!x_) return;
    x_->begin();
    x_->request.verb = method::other;
    x_->close = true;
    refuse_head(*x_, why);
}

/// Idle connections hold no buffers.
void connection::park() {
    if (!x_ || !open_) return;
    const auto& limits = worker_->with->timeouts;
    if (x_->in.empty()) {
        worker_->give_back(std::move(x_));
        enter(phase::idle, limits.idle);
    } else if (at_ != phase::head) {
        enter(phase::head, limits.header);
    }
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
    if (x.frame.expects_continue && x.in.unread().size() == x.head_size) {
        x.out.append("HTTP/1.1 100 Continue\r\n\r\n");
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
        if (got.outcome == io::done || got.outcome == io::closed) co_return got;
        const auto what =
            got.outcome == io::want_write ? socket_type::wait_write : socket_type::wait_read;
        const bool ready = co_await wait(what, phase::body, worker_->with->timeouts.body);
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
        x.long_body.resize(std::min<std::uint64_t>(size, have + std::max(have, body_step)));
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

/// Writes without waiting; true when all is out (or the peer is gone and nothing matters).
bool connection::send_now() {
    auto& out = x_->out;
    while (sent_ < out.size()) {
        const auto put = bytes_->write(out.data() + sent_, out.size() - sent_);
        if (put.outcome == io::want_write || put.outcome == io::want_read) return false;
        if (put.outcome == io::closed) {
            peer_gone_ = true;
            open_ = false;
            break;
        }
        sent_ += put.bytes;
    }
    out.clear();
    sent_ = 0;
    return true;
}

task<bool> connection::flush() {
    const auto before = at_;
    while (!send_now()) {
        const bool ready =
            co_await wait(socket_type::wait_write, phase::writing, worker_->with->timeouts.body);
        if (!ready) {
            peer_gone_ = true;
            open_ = false;
            co_return false;
        }
    }
    at_ = before;
    co_return !peer_gone_;
}

task<bool> connection::wait(asio::socket_base::wait_type what, phase p, milliseconds limit) {
    enter(p, limit);
    const auto [failed] = co_await socket_.async_wait(what, completion);
    co_return !failed && !expired_;
}

/// A close with unread input would make the kernel reset the connection and the peer lose the
/// answer: stop sending, then read until the peer closes too, for a moment.
task<void> connection::linger() {
    if (peer_gone_ || (at_ == phase::idle && !x_)) co_return;
    if (x_) {
        const bool sent = co_await flush();
        if (!sent) co_return;
        worker_->give_back(std::move(x_));
    }
    bytes_->finish_sending();
    expired_ = false;
    enter(phase::lingering, linger_limit);
    char dropped[512];
    for (;;) {
        const auto got = bytes_->read(dropped, sizeof dropped);
        if (got.outcome == io::closed) co_return;
        if (got.outcome == io::done) continue;
        co_await socket_.async_wait(socket_type::wait_read, completion);
        if (expired_) co_return;
    }
}

void connection::enter(phase p, milliseconds limit) {
    at_ = p;
    deadline_ = steady::now() + limit;
}

bool connection::closing() const noexcept {
    return peer_gone_ || cancelled_ || worker_->site->draining.load();
}

void connection::sweep(steady::time_point now) {
    if (at_ == phase::handling) {
        const bool late = x_ && !x_->streamed && now > x_->deadline + 1s;
        peer_gone_ |= bytes_->peer_closed();
        if ((peer_gone_ || late) && !cancelled_) {
            cancelled_ = true;
            cancel_.emit(asio::cancellation_type::terminal);
        }
    } else if (now >= deadline_ && !expired_) {
        expired_ = true;
        boost::system::error_code ignored;
        socket_.cancel(ignored);
    }
}

void connection::begin_drain(steady::time_point idle_until) {
    if (at_ == phase::idle) deadline_ = std::min(deadline_, idle_until);
}

void connection::cut() {
    expired_ = cancelled_ = peer_gone_ = true;
    boost::system::error_code ignored;
    socket_.cancel(ignored);
    cancel_.emit(asio::cancellation_type::terminal);
}

}
