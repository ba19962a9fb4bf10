#include "schema/maker.hpp"
#include <nucleus/clock.hpp>
#include <nucleus/log.hpp>
#include <stdexcept>

namespace nucleus::crud {

namespace {

/// Whoever comes after a change that waits for a lock waits with it: not longer than this at once.
constexpr std::string_view short_wait = "SET LOCAL lock_timeout = '1s'";
constexpr int most_attempts = 12;
constexpr std::string_view not_in_time = "55P03";
constexpr std::string_view deadlock = "40P01";

/// Grows to two seconds; in the server, on our own connection.
std::string pause_sql(int attempt) {
    const int ms = std::min(2000, 250 << std::min(attempt - 1, 3));
    return "SELECT pg_sleep(" + std::to_string(ms) + " / 1000.0)";
}

std::int64_t since(steady::time_point began) {
    return std::chrono::duration_cast<std::chrono::milliseconds>(steady::now() - began).count();
}

task<std::string> first_text(pg::connection& on, std::string sql) {
    const auto tx = co_await on.begin();
    const pg::statement s{"crud.schema.probe", sql};
    const auto found = co_await tx->run(s);
    std::string text{found.empty() ? std::string_view{} : found.text(0, 0)};
    co_await tx->commit();
    co_return text;
}

}

std::string sentence(const change& c, const std::string& why) {
    auto text = "entity " + c.object.substr(0, c.object.find('.')) + ": cannot " + c.what + " (" +
                c.object + "): " + why;
    return c.remedy.empty() ? text : text + "; " + c.remedy;
}

/// PostgreSQL's words, unless they quote a value.
std::string maker::reason(const refusal& r) const {
    if (r.sqlstate.starts_with("22"))
        return "a value that is there does not fit (SQLSTATE " + r.sqlstate + ")";
    if (r.sqlstate != not_in_time) return r.message;
    const auto who = watch_.blockers();
    return "the table was in use at each of " + std::to_string(most_attempts) + " attempts" +
           (who.empty() ? "" : ", by " + who);
}

void maker::refuse(const change& c, const refusal& r, const std::string& state) const {
    const auto why = reason(r) + " (" + state + ")";
    auto told = c;
    if (r.sqlstate == not_in_time) told.remedy = "end that, or try again later";
    if (r.sqlstate.empty()) told.remedy = "try again";
    throw std::runtime_error(sentence(told, why));
}

task<void> maker::probe(const std::vector<change>& changes) {
    for (const auto& c : changes) {
        if (c.probe.empty()) continue;
        watch_.step(c.object, "see whether rows allow to " + c.what);
        std::string row;
        refusal failed;
        try {
            row = co_await first_text(on_, c.probe);
        } catch (const pg::query_failure& f) {
            failed = {&c, f.sqlstate, f.message};
        }
        if (failed.of) refuse(c, failed, "nothing was changed");
        watch_.rest();
        if (!row.empty()) throw std::runtime_error(sentence(c, row + " stands in the way"));
    }
}

task<maker::refusal> maker::attempt(const std::vector<part>& parts) {
    refusal failed;
    const auto tx = co_await on_.begin();
    co_await tx->script(short_wait);
    for (const auto& [of, sql] : parts) {
        watch_.step(of->object, of->what);
        try {
            co_await tx->script(sql);
        } catch (const pg::query_failure& f) {
            failed = {of, f.sqlstate, f.message};
        }
        if (failed.of) break;
    }
    if (!failed.of)
        co_await tx->commit();
    else if (!failed.sqlstate.empty())
        co_await tx->rollback();
    co_return failed;
}

task<maker::refusal> maker::insist(std::vector<part> parts) {
    for (int n = 1;; ++n) {
        auto failed = co_await attempt(parts);
        const bool again = failed.sqlstate == not_in_time || failed.sqlstate == deadlock;
        if (!failed.of || !again || n == most_attempts) co_return failed;
        const auto who = watch_.blockers();
        log::info(
            "crud.schema", "the table is in use; trying again",
            {{"schema", schema_}, {"object", failed.of->object}, {"attempt", n}, {"for", who}});
        const auto pause = pause_sql(n);
        co_await on_.script(pause);
    }
}

task<void> maker::make_together(const std::vector<change>& changes) {
    std::vector<part> parts;
    for (const auto& c : changes)
        if (!c.sql.empty()) parts.emplace_back(&c, c.sql);
    if (parts.empty()) co_return;
    const auto began = steady::now();
    const auto failed = co_await insist(parts);
    if (failed.of) refuse(*failed.of, failed, "nothing was changed");
    watch_.rest();
    for (const auto& [of, sql] : parts)
        log::info("crud.schema", of->what, {{"schema", schema_}, {"object", of->object}});
    log::info("crud.schema", "committed",
              {{"schema", schema_}, {"changes", parts.size()}, {"durationMs", since(began)}});
}

}
