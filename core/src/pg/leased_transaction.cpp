#include "pg/leased_transaction.hpp"
#include "pg/failures.hpp"
#include "pg/sql_text.hpp"
#include <boost/asio/use_awaitable.hpp>
#include <stdexcept>

namespace nucleus::pg {

namespace {
constexpr statement begin_plain{"pg.begin", "BEGIN"};
constexpr statement begin_serializable{"pg.begin", "BEGIN ISOLATION LEVEL SERIALIZABLE"};
constexpr statement begin_snapshot{"pg.begin", "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"};
constexpr statement commit_it{"pg.commit", "COMMIT"};
constexpr statement roll_it_back{"pg.rollback", "ROLLBACK"};
constexpr statement announce{"pg.notify", "SELECT pg_notify($1, $2)"};
/// PostgreSQL's limit is 8000 bytes with its own overhead.
constexpr std::size_t longest_payload = 7900;

const statement& statement_for(opening as) {
    switch (as) {
    case opening::plain: break;
    case opening::serializable: return begin_serializable;
    case opening::snapshot: return begin_snapshot;
    }
    return begin_plain;
}
}

leased_transaction::leased_transaction(std::shared_ptr<lease> on,
                                       std::shared_ptr<statement_texts> texts, call c,
                                       std::string channel, std::string role, opening as)
    : lease_{std::move(on)}
    , texts_{std::move(texts)}
    , schema_{c.schema}
    , channel_{std::move(channel)}
    , role_{std::move(role)}
    , deadline_{c.deadline}
    , begin_{statement_for(as)} {}

request leased_transaction::make_request(std::shared_ptr<const statement_text> text) const {
    if (ended_) throw std::logic_error("the transaction has ended");
    request r;
    r.text = std::move(text);
    r.deadline = deadline_;
    return r;
}

task<rows> leased_transaction::run(const statement& s, parameters p) {
    require_text(p, s.name);
    auto r = make_request(texts_->find(s, schema_));
    r.values = &p;
    if (!std::exchange(begun_, true)) {
        r.before[0] = begin_.sql.data();
        if (!role_.empty()) r.before[1] = role_.c_str();
    }
    co_await lease_->run(r);
    // The transaction is lost, but a new one will prepare the statement afresh.
    if (plan_is_stale(r) || r.how == outcome::skipped)
        throw failure_with("40001", "a prepared plan was out of date", r.text->name);
    co_return rows_of(r);
}

task<void> leased_transaction::commit() {
    if (begun_) co_await end(commit_it);
    ended_ = true;
}

task<void> leased_transaction::rollback() {
    if (begun_) co_await end(roll_it_back);
    ended_ = true;
}

task<void> leased_transaction::end(const statement& how) {
    auto r = make_request(texts_->find(how, ""));
    co_await lease_->run(r);
    const auto did = r.result ? std::string{::PQcmdStatus(r.result.get())} : std::string{};
    (void)rows_of(r);
    if (did != how.sql)
        throw failure_with("25P02", "the transaction had failed and was rolled back", how.name);
}

/// For what cannot travel with a BEGIN.
task<void> leased_transaction::begin_now() {
    if (std::exchange(begun_, true)) co_return;
    auto r = make_request(texts_->find(begin_, ""));
    co_await lease_->run(r);
    (void)rows_of(r);
    if (!role_.empty()) co_await script(role_);
}

task<std::uint64_t> leased_transaction::copy_in(const statement& s, copy_source data) {
    co_await begin_now();
    auto r = make_request(texts_->find(s, schema_));
    r.by = protocol::copy;
    r.input = &data;
    co_await lease_->run(r);
    co_return rows_of(r).affected();
}

task<void> leased_transaction::script(std::string_view sql) {
    co_await begin_now();
    auto r = make_request(std::make_shared<statement_text>(
        statement_text{0, "pg.script", expand_schema(sql, schema_)}));
    r.by = protocol::simple;
    co_await lease_->run(r);
    (void)rows_of(r);
}

task<void> leased_transaction::notify(std::string_view topic, std::string_view payload) {
    std::string text{topic};
    text.append(":").append(payload);
    if (text.size() > longest_payload)
        throw std::invalid_argument("an announcement is longer than 7900 bytes");
    parameters p{channel_, text};
    co_await run(announce, std::move(p));
}

}
