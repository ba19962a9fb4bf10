#include "store/json_paths.hpp"
#include "domain/parameter_fault.hpp"
#include <nucleus/pg/array_text.hpp>
#include <span>

namespace nucleus::crud {

namespace {

constexpr pg::statement parse{"crud.json_paths", "SELECT $1::jsonpath[]"};

/// What PostgreSQL has against them.
task<std::optional<std::string>> refusal(pg::database& db, pg::call c,
                                         std::span<const json_path> paths) {
    pg::array_text all;
    for (const auto& p : paths) all.add(p.text);
    pg::parameters values{std::move(all).text()};
    try {
        co_await db.read(c, parse, std::move(values));
    } catch (const pg::query_failure& f) {
        const bool about_them =
            f.sqlstate == "42601" || f.sqlstate.starts_with("22") || f.sqlstate.starts_with("54");
        if (!about_them) throw;
        co_return f.message;
    }
    co_return std::nullopt;
}

}

task<result<void>> check_json_paths(pg::database& db, pg::call c,
                                    const std::vector<json_path>& paths) {
    if (paths.empty() || !co_await refusal(db, c, paths)) co_return result<void>{};
    for (const auto& p : paths)
        if (const auto why = co_await refusal(db, c, {&p, 1}))
            co_return parameter_fault(p.parameter, "malformed", p.at, *why);
    co_return result<void>{};
}

}
