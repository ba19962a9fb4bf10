#include "http/connection.hpp"
#include "http/answer_writer.hpp"
#include "http/middleware/limits.hpp"
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
/// How long a closing connection waits for the peer to take the last answer.
constexpr auto linger_limit = 1000ms;
/// How much of what still comes is read for that: who sends more will not miss the answer.
constexpr std::size_t most_lingering = 256 * 1024;
/// A chunked body is read piece by piece behind its head, which stays where it is.
constexpr std::size_t room_for_chunks = 1024;
}

connection::connection(std::shared_ptr<serving_worker> on, open_place place, socket_type socket,
                       std::unique_ptr<transport> bytes, bool admin)
    : worker_{std::move(on)}
    , place_{std::move(place)}
    , socket_{std::move(socket)}
    , bytes_{std::move(bytes)}
    , admin_{admin} {
    boost::system::error_code failed;
    const auto remote = socket_.remote_endpoint(failed);
    if (!failed) peer_ = remote.address();
    peer_text_ = peer_.to_string();
    worker_->adopt(*this);
}

connection::~connection() {
    if (x_) worker_->give_back(std::move(x_));
    worker_->forget(*this);
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
                if (!x_->returnable.empty()) co_await settle_limits(*x_);
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
    if (x.frame.chunked && x.in.room() + x.in.unread().size() - head.size < room_for_chunks) {
        x.in.compact(); // the head's parts are found anew where they are then
        return next_head();
    }
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

/// Idle connections hold no exchange.
void connection::park() {
    if (!x_ || !open_) return;
    const auto& limits = worker_->with->timeouts;
    if (x_->in.empty()) {
        worker_->give_back(std::move(x_));
        if (bytes_->midway()) {
            if (at_ != phase::head) enter(phase::head, limits.header);
        } else if (at_ != phase::idle) {
            enter(phase::idle, limits.idle);
            deadline_ = std::min(deadline_, idle_until_);
        }
    } else if (at_ != phase::head) {
        enter(phase::head, limits.header);
    }
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
    for (std::size_t read = 0; read < most_lingering;) {
        const auto got = bytes_->read(dropped, sizeof dropped);
        if (got.outcome == io::closed) co_return;
        if (got.outcome == io::done) {
            read += got.bytes;
            continue;
        }
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
    idle_until_ = idle_until; // also of what is still being answered
    if (at_ == phase::idle) deadline_ = std::min(deadline_, idle_until);
}

void connection::cut() {
    expired_ = cancelled_ = peer_gone_ = true;
    boost::system::error_code ignored;
    socket_.cancel(ignored);
    cancel_.emit(asio::cancellation_type::terminal);
}

}
