#include "store/json_paths.hpp"
#include "domain/parameter_fault.hpp"
#include <exception>
#include <nucleus/pg/array_text.hpp>
#include <span>

namespace nucleus::crud {

namespace {

constexpr pg::statement parse{"crud.json_paths", "SELECT $1::jsonpath[]"};
constexpr pg::statement set_savepoint{"crud.json_paths.savepoint", "SAVEPOINT json_paths"};
constexpr pg::statement keep{"crud.json_paths.release", "RELEASE SAVEPOINT json_paths"};
constexpr pg::statement undo{"crud.json_paths.rollback", "ROLLBACK TO SAVEPOINT json_paths"};

/// Syntax, patterns, what is too deep, and what PostgreSQL has not implemented (0A000).
bool is_about_paths(std::string_view sqlstate) {
    return sqlstate == "42601" || sqlstate == "0A000" || sqlstate.starts_with("22") ||
           sqlstate.starts_with("54");
}

struct on_database {
    pg::database& db;
    pg::call call;
    task<void> run(pg::parameters p) const { co_await db.read(call, parse, std::move(p)); }
};

struct in_transaction {
    pg::transaction& tx;
    task<void> run(pg::parameters p) const {
        std::exception_ptr failed;
        co_await tx.run(set_savepoint);
        try {
            co_await tx.run(parse, std::move(p));
        } catch (const pg::query_failure&) {
            failed = std::current_exception();
        }
        co_await tx.run(failed ? undo : keep);
        if (failed) std::rethrow_exception(failed);
    }
};

/// What PostgreSQL has against them.
template <class Where>
task<std::optional<std::string>> refusal(const Where& where, std::span<const json_path> paths) {
    pg::array_text all;
    for (const auto& p : paths) all.add(p.text);
    pg::parameters values{std::move(all).text()};
    try {
        co_await where.run(std::move(values));
    } catch (const pg::query_failure& f) {
        if (!is_about_paths(f.sqlstate)) throw;
        co_return f.message;
    }
    co_return std::nullopt;
}

template <class Where> task<result<void>> check(Where where, const std::vector<json_path>& paths) {
    if (paths.empty() || !co_await refusal(where, paths)) co_return result<void>{};
    for (const auto& p : paths)
        if (const auto why = co_await refusal(where, {&p, 1}))
            co_return parameter_fault(p.parameter, "malformed", p.at, *why);
    co_return result<void>{};
}

}

task<result<void>> check_json_paths(pg::database& db, pg::call c,
                                    const std::vector<json_path>& paths) {
    return check(on_database{db, c}, paths);
}

task<result<void>> check_json_paths(pg::transaction& tx, const std::vector<json_path>& paths) {
    return check(in_transaction{tx}, paths);
}

}
