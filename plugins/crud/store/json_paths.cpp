#include "store/json_paths.hpp"
#include "domain/parameter_fault.hpp"
#include "store/savepoint.hpp"
#include <nucleus/pg/array_text.hpp>
#include <span>

namespace nucleus::crud {

namespace {

/// A thousand ordinary ones take a few milliseconds.
constexpr pg::statement limit_time{"crud.json_paths.limit",
                                   "SELECT set_config('statement_timeout', '250', true)"};
constexpr pg::statement parse{"crud.json_paths", "SELECT $1::jsonpath[]"};

constexpr std::string_view canceled = "57014";

/// Syntax, patterns, what is too deep, what PostgreSQL has not implemented (0A000), what takes it
/// too long.
bool is_about_paths(std::string_view sqlstate) {
    return sqlstate == "42601" || sqlstate == "0A000" || sqlstate == canceled ||
           sqlstate.starts_with("22") || sqlstate.starts_with("54");
}

/// What PostgreSQL has against them.
task<std::optional<pg::query_failure>> refusal(pg::transaction& tx,
                                               std::span<const json_path> paths) {
    pg::array_text all;
    for (const auto& p : paths) all.add(p.text);
    pg::parameters values{std::move(all).text()};
    std::optional<pg::query_failure> failed;
    co_await set_savepoint(tx);
    try {
        co_await tx.run(limit_time);
        co_await tx.run(parse, std::move(values));
    } catch (const pg::query_failure& f) {
        failed = f;
    }
    co_await end_savepoint(tx, false); // nor does the limit stay
    if (failed && !is_about_paths(failed->sqlstate)) throw pg::query_failure{*failed};
    co_return failed;
}

error told(const json_path& p, const pg::query_failure& why) {
    if (why.sqlstate == canceled)
        return parameter_fault(p.parameter, "too_complex", p.at,
                               "takes too long to read; use simpler patterns");
    return parameter_fault(p.parameter, "malformed", p.at, why.message);
}

}

task<result<void>> check_json_paths(pg::transaction& tx, const std::vector<json_path>& paths) {
    if (paths.empty()) co_return result<void>{};
    const auto why = co_await refusal(tx, paths);
    if (!why) co_return result<void>{};
    // Which one it is; not if that might take the time of each of them.
    for (const auto& p : paths) {
        if (why->sqlstate == canceled) co_return told(p, *why);
        if (const auto its = co_await refusal(tx, {&p, 1})) co_return told(p, *its);
    }
    co_return told(paths.back(), *why);
}

task<result<void>> check_json_paths(pg::database& db, pg::call c,
                                    const std::vector<json_path>& paths) {
    if (paths.empty()) co_return result<void>{};
    const auto tx = co_await db.begin_reading(c);
    co_return co_await check_json_paths(*tx, paths);
}

}
