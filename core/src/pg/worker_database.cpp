#include "pg/worker_database.hpp"
#include "pg/failures.hpp"
#include "pg/held_connection.hpp"
#include "pg/read_pipeline.hpp"
#include "pg/statement_time.hpp"
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace nucleus::pg {

namespace {

namespace asio = boost::asio;
using executor = asio::io_context::executor_type;
using timer = asio::basic_waitable_timer<steady, asio::wait_traits<steady>, executor>;

/// How late a deadline may be noticed.
constexpr std::chrono::milliseconds sweep_interval{100};
/// Each tenant has statements of its own. One that was pushed out is planned several times more
/// before PostgreSQL keeps its plan again: so the connection that all reads share has room for
/// those of thousands. Writers are many, and have less each. PostgreSQL takes 16 kB for a small
/// plan.
constexpr prepared_limits of_reads{.fixed = 8192, .composed = 2048}, of_writes{.fixed = 1024};
/// Per worker. A text that was pushed out is prepared anew, so they are more than the plans.
constexpr std::size_t most_texts = 12288, most_composed_texts = 4096;

session_options options_of(const settings& s, bool read_only) {
    return {s.dsn, s.statement_timeout, read_only, read_only ? of_reads : of_writes};
}
pool::limits limits_of(const settings& s) {
    return {s.connections, s.acquire_timeout, s.max_lifetime};
}

/// Ahead of what reads: connections of the pool write as well.
constexpr const char* only_read = "SELECT set_config('transaction_read_only', 'on', true)";

const char* text_or_null(const std::string& sql) { return sql.empty() ? nullptr : sql.c_str(); }

/// Runs a statement in a transaction of its own; once more when only its plan was out of date, or
/// it was skipped because an old plan could not be dropped.
task<rows> run_alone(std::shared_ptr<pool> on, request& r, pool::use what) {
    auto s = co_await on->acquire(r.deadline, what);
    lease l{on, std::move(s)};
    co_await l.run(r);
    r.text->pace.took(steady::now() - r.started);
    if (plan_is_stale(r) || r.how == outcome::skipped) co_await l.run(r);
    co_return rows_of(r);
}

}

struct worker_database::state {
    state(asio::io_context& context, const settings& s, metrics::registry& metrics,
          const std::string& name)
        : io{context}
        , tick{context}
        , texts{std::make_shared<statement_texts>(&metrics, most_texts, most_composed_texts)}
        , from{std::make_shared<session_source>(
              context, name,
              metrics.make_counter("nucleus_pg_reconnects_total",
                                   "Connections made again after one was lost",
                                   {{"database", name}}))}
        , reads{std::make_shared<read_pipeline>(from, options_of(s, true), s.acquire_timeout,
                                                s.max_lifetime)}
        , leased{std::make_shared<pool>(from, options_of(s, false), limits_of(s))}
        , channel{s.channel}
        , roles{s.roles} {
        publish(metrics, name);
    }

    void publish(metrics::registry& metrics, const std::string& name) const {
        const auto gauge = [&](const char* connection_state, auto read) {
            metrics.make_gauge("nucleus_pg_connections", "Connections to PostgreSQL", read,
                               {{"database", name}, {"state", connection_state}});
        };
        const auto counts = leased->gauges();
        gauge("idle", [counts] { return static_cast<double>(counts->idle); });
        gauge("leased", [counts] { return static_cast<double>(counts->leased); });
        gauge("opening", [counts] { return static_cast<double>(counts->opening); });
        gauge("pipeline", [up = reads->gauge()] { return *up ? 1.0 : 0.0; });
        metrics.make_gauge("nucleus_pg_waiters", "Callers waiting for a connection",
                           [counts] { return static_cast<double>(counts->waiting); },
                           {{"database", name}});
    }

    void sweep_later() {
        tick.expires_after(sweep_interval);
        tick.async_wait([this](boost::system::error_code failed) {
            if (failed) return;
            const auto now = steady::now();
            reads->sweep(now);
            leased->sweep(now);
            sweep_later();
        });
    }

    request make_request(const call& c, const statement& s, const parameters& p) const {
        require_text(p, s.name);
        request r;
        r.text = texts->find(s, c.schema);
        r.values = &p;
        r.deadline = c.deadline;
        return r;
    }

    asio::io_context& io;
    timer tick;
    std::shared_ptr<statement_texts> texts;
    std::shared_ptr<session_source> from;
    std::shared_ptr<read_pipeline> reads;
    std::shared_ptr<pool> leased;
    std::string channel;
    schema_roles roles;
};

worker_database::worker_database(asio::io_context& io, const settings& s,
                                 metrics::registry& metrics, std::string name)
    : state_{std::make_unique<state>(io, s, metrics, name)} {}

worker_database::~worker_database() = default;

void worker_database::start() {
    state_->reads->start();
    state_->sweep_later();
}

void worker_database::reconfigure(const settings& s) {
    state_->reads->reconfigure(options_of(s, true), s.acquire_timeout, s.max_lifetime);
    state_->leased->reconfigure(options_of(s, false), limits_of(s));
}

task<void> worker_database::stop() {
    state_->from->stop();
    state_->tick.cancel();
    state_->reads->stop();
    state_->leased->stop();
    // Attempts to connect end by themselves, at the latest with their time limit.
    timer pause{state_->io};
    const asio::as_tuple_t<asio::use_awaitable_t<executor>> completion;
    while (state_->reads->busy_connecting() || state_->leased->busy_connecting()) {
        pause.expires_after(std::chrono::milliseconds{5});
        co_await pause.async_wait(completion);
    }
}

bool worker_database::available() const noexcept { return state_->reads->connected(); }

task<rows> worker_database::read(call c, const statement& s, parameters p) {
    auto r = state_->make_request(c, s, p);
    const auto role = state_->roles.enter(c.schema);
    const auto& pace = r.text->pace;
    const bool heavy = s.heavy || (s.unproven && !pace.proven_quick()) || pace.apart(steady::now());
    // A role lasts for a transaction, and the reads of the pipeline share theirs.
    if (heavy || !role.empty()) {
        const auto use = heavy ? pool::use::heavy_read : pool::use::brief;
        r.before = {only_read, text_or_null(role)};
        auto answer = co_await run_alone(state_->leased, r, use);
        co_return answer;
    }
    auto& reads = *state_->reads;
    r.shareable = s.shareable;
    co_await suspend([&reads, &r](resume_handler h) { reads.submit({&r, std::move(h)}); },
                     [&reads, &r] { reads.abandon(&r, outcome::cancelled); });
    record(r);
    co_return rows_of(r);
}

task<rows> worker_database::write(call c, const statement& s, parameters p) {
    auto r = state_->make_request(c, s, p);
    const auto role = state_->roles.enter(c.schema);
    r.before = {text_or_null(role)};
    auto answer = co_await run_alone(state_->leased, r, pool::use::brief);
    co_return answer;
}

task<std::unique_ptr<transaction>> worker_database::begin(call c, bool serializable) {
    return lease_transaction(c, pool::use::brief,
                             serializable ? opening::serializable : opening::plain);
}

task<std::unique_ptr<transaction>> worker_database::begin_reading(call c, reading how) {
    return lease_transaction(
        c, how == reading::brief ? pool::use::heavy_read : pool::use::long_read, opening::snapshot);
}

task<std::unique_ptr<transaction>> worker_database::lease_transaction(call c, pool::use what,
                                                                      opening as) {
    const std::string schema{c.schema}; // the caller's text may go before the connection comes
    auto s = co_await state_->leased->acquire(c.deadline, what);
    c.schema = schema;
    auto on = std::make_shared<lease>(state_->leased, std::move(s));
    co_return std::make_unique<leased_transaction>(std::move(on), state_->texts, c, state_->channel,
                                                   state_->roles.enter(schema), as);
}

task<std::unique_ptr<connection>> worker_database::hold(call c) {
    const std::string schema{c.schema};
    auto s = co_await state_->leased->acquire(c.deadline, pool::use::brief);
    c.schema = schema;
    auto on = std::make_shared<lease>(state_->leased, std::move(s), true);
    co_return std::make_unique<held_connection>(std::move(on), state_->texts, c, state_->channel);
}

}
