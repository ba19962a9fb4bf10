#include "pg/session.hpp"
#include <boost/asio/post.hpp>

namespace nucleus::pg {

using kind = command::kind;

namespace {

/// The server ends the session: what it says is about the connection, not about a statement.
bool ends_session(const PGresult* r) {
    const char* severity = ::PQresultErrorField(r, PG_DIAG_SEVERITY_NONLOCALIZED);
    return severity && (std::string_view{severity} == "FATAL" || *severity == 'P');
}

}

session::session(boost::asio::io_context& io, libpq_ptr<PGconn> open, prepared_limits most_prepared)
    : io_{io}
    , connection_{std::move(open)}
    , socket_{io}
    , statements_{most_prepared}
    , opened_{steady::now()} {}

session::~session() { socket_.give_back(); }

void session::start(callbacks c) {
    told_ = std::move(c);
    socket_.borrow(::PQsocket(connection_.get()));
    if (::PQenterPipelineMode(connection_.get()) != 1) return fail_later();
    wait_readable();
}

void session::send_batched(ticket t) {
    if (sent_.batch_full()) sync();
    auto& r = *t.r;
    send(r, std::move(t));
}

void session::send_alone(ticket t) {
    sync();
    auto& r = *t.r;
    if (r.by != protocol::extended) return send_simple(std::move(t));
    send(r, {});
    expect({kind::sync, &r, std::move(t)}, ::PQpipelineSync(connection_.get()));
    flush();
}

void session::send(request& r, ticket on_query) {
    auto* c = connection_.get();
    r.how = outcome::waiting;
    r.result.reset();
    r.started = steady::now();
    for (const char* sql : r.before)
        if (sql) send_text({kind::ahead, &r}, sql);
    const auto plan = statements_.use(r.text->number, r.text->composed);
    const std::string name{plan.name};
    drop_leaving();
    values_.clear();
    if (r.values)
        for (const auto& v : r.values->values()) values_.push_back(v ? v->c_str() : nullptr);
    const int n = static_cast<int>(values_.size());
    r.named = plan.how != statement_cache::way::unnamed;
    if (plan.how == statement_cache::way::prepare)
        expect({kind::prepare, &r, {}, r.text->number, name},
               ::PQsendPrepare(c, name.c_str(), r.text->sql.c_str(), 0, nullptr));
    const int sent =
        r.named ? ::PQsendQueryPrepared(c, name.c_str(), n, values_.data(), nullptr, nullptr, 0)
                : ::PQsendQueryParams(c, r.text->sql.c_str(), n, nullptr, values_.data(), nullptr,
                                      nullptr, 0);
    expect({kind::query, &r, std::move(on_query)}, sent);
}

/// Not in a transaction that has failed: it takes nothing but its ROLLBACK.
void session::drop_leaving() {
    if (!statements_.any_leaving() || transaction_status() == PQTRANS_INERROR) return;
    for (auto& name : statements_.take_leaving()) {
        const auto sql = "DEALLOCATE " + name;
        send_text({kind::deallocate, nullptr, {}, 0, std::move(name)}, sql.c_str());
    }
}

/// Several statements need the simple protocol, and COPY needs its own: a pipeline has neither.
void session::send_simple(ticket t) {
    auto& r = *t.r;
    r.how = outcome::waiting;
    r.result.reset();
    r.started = steady::now();
    const int left = ::PQexitPipelineMode(connection_.get());
    const int sent = left == 1 ? ::PQsendQuery(connection_.get(), r.text->sql.c_str()) : 0;
    input_ = r.input;
    const auto what = r.by == protocol::copy ? kind::copy : kind::script;
    expect({what, &r, std::move(t)}, sent);
    flush();
}

/// Data of a COPY, as fast as the socket takes it. What PostgreSQL has against it, it says at the
/// end.
void session::feed() {
    while (open() && copying_ && !writing_) {
        const auto piece = (*input_)();
        copying_ = !piece.empty();
        const int sent = copying_ ? ::PQputCopyData(connection_.get(), piece.data(),
                                                    static_cast<int>(piece.size()))
                                  : ::PQputCopyEnd(connection_.get(), nullptr);
        if (sent != 1) return fail_later();
        flush();
    }
}

void session::send_text(command c, const char* sql) {
    const int sent =
        ::PQsendQueryParams(connection_.get(), sql, 0, nullptr, nullptr, nullptr, nullptr, 0);
    expect(std::move(c), sent);
}

void session::expect(command c, int sent) {
    if (sent_.empty()) progress_ = steady::now();
    sent_.push(std::move(c));
    if (sent != 1) fail_later();
}

void session::sync() {
    if (sent_.open_batch() == 0 || !open()) return;
    expect({kind::sync}, ::PQpipelineSync(connection_.get()));
    flush();
}

void session::flush() {
    if (!open() || writing_) return;
    const int left = ::PQflush(connection_.get());
    if (left < 0) return fail_later();
    if (left == 0) return;
    writing_ = true;
    socket_->async_wait(borrowed_socket::descriptor::wait_write,
                        [self = shared_from_this()](boost::system::error_code failed) {
                            self->writing_ = false;
                            if (failed) return;
                            self->flush();
                            self->feed();
                            self->take_results(); // an error may have come long before the end
                        });
}

void session::wait_readable() {
    socket_->async_wait(borrowed_socket::descriptor::wait_read,
                        [self = shared_from_this()](boost::system::error_code failed) {
                            if (failed || !self->open()) return;
                            self->receive();
                            if (self->open()) self->wait_readable();
                        });
}

void session::receive() {
    const bool alive = ::PQconsumeInput(connection_.get()) == 1;
    take_results(); // what arrived before the end still counts
    if (!connection_) return;
    take_notifications();
    if (!alive || ::PQstatus(connection_.get()) == CONNECTION_BAD) return fail();
    flush();
}

void session::poke() {
    const auto self = shared_from_this();
    if (open() && !idle()) receive();
}

void session::take_results() {
    while (open() && !sent_.empty() && !copying_ && ::PQisBusy(connection_.get()) == 0) {
        libpq_ptr<PGresult> got{::PQgetResult(connection_.get())};
        if (got)
            take_result(std::move(got));
        else if (::PQstatus(connection_.get()) == CONNECTION_BAD)
            return;
        else if (sent_.front().what != kind::sync)
            end_command(); // a sync ends with its own result, even after an error at commit
    }
}

void session::take_result(libpq_ptr<PGresult> got) {
    auto& c = sent_.front();
    const auto status = ::PQresultStatus(got.get());
    if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK) command_ok_ = false;
    if (status == PGRES_COPY_IN && c.what == kind::copy) {
        copying_ = command_ok_ = true;
        return feed();
    }
    const auto verdict = judge(c.what, status);
    if (verdict == outcome::lost || ends_session(got.get())) return fail_later();
    if (verdict == outcome::refused && ::PQstatus(connection_.get()) == CONNECTION_BAD) return;
    // The first refusal is the reason; what follows in the batch is only skipped.
    if (verdict && c.r && c.r->how != outcome::refused) {
        c.r->how = *verdict;
        c.r->result = std::move(got);
    }
    if (c.what == kind::deallocate && status == PGRES_PIPELINE_ABORTED)
        statements_.not_dropped(c.name);
    if (status == PGRES_PIPELINE_SYNC) end_command(); // no null follows this one
}

void session::end_command() {
    auto c = sent_.pop();
    progress_ = steady::now();
    if (c.what == kind::prepare) statements_.prepared(c.number, c.name, command_ok_);
    command_ok_ = true;
    const bool simple = c.what == kind::script || c.what == kind::copy;
    if (simple && ::PQenterPipelineMode(connection_.get()) != 1) fail_later();
    if (c.waiter.r) finish(std::move(c.waiter));
}

void session::finish(ticket t) {
    const auto stale = plan_state(*t.r);
    if (stale != plan_is::good) statements_.forget(t.r->text->number, stale == plan_is::outdated);
    if (told_.finished) return told_.finished(std::move(t));
    const auto how = t.r->how;
    complete(std::move(t), how);
}

void session::take_notifications() {
    while (connection_) {
        const libpq_ptr<PGnotify> n{::PQnotifies(connection_.get())};
        if (!n) return;
        if (told_.notified) told_.notified(n->extra);
    }
}

void session::fail_later() {
    if (std::exchange(broken_, true)) return;
    boost::asio::post(io_, [self = shared_from_this()] { self->fail(); });
}

void session::fail() {
    if (!connection_) return;
    broken_ = true;
    const auto self = shared_from_this();
    auto waiting = close();
    if (told_.lost) told_.lost(*this, std::move(waiting));
}

std::vector<ticket> session::close() {
    socket_.give_back();
    connection_.reset();
    copying_ = false;
    input_ = nullptr;
    auto waiting = sent_.take_all();
    for (auto& t : waiting) t.r->how = outcome::lost;
    return waiting;
}

PGTransactionStatusType session::transaction_status() const noexcept {
    return ::PQtransactionStatus(connection_.get());
}

libpq_ptr<PGcancel> session::canceller() const {
    return libpq_ptr<PGcancel>{connection_ ? ::PQgetCancel(connection_.get()) : nullptr};
}

}
