// What follows the transaction of all changes: work over every row of a table.
#include "schema/maker.hpp"
#include <nucleus/clock.hpp>
#include <nucleus/log.hpp>

namespace nucleus::crud {

namespace {

constexpr std::string_view least_id = "00000000-0000-0000-0000-000000000000";

std::int64_t since(steady::time_point began) {
    return std::chrono::duration_cast<std::chrono::milliseconds>(steady::now() - began).count();
}

/// The first value of a statement in a transaction of its own; empty: there is none.
task<std::string> run_batch(pg::connection& on, const pg::statement& s, std::string from) {
    const auto tx = co_await on.begin();
    pg::parameters p{from};
    const auto found = co_await tx->run(s, std::move(p));
    std::string last{found.empty() ? std::string_view{} : found.text(0, 0)};
    co_await tx->commit();
    co_return last;
}

}

/// Its lock keeps nobody from reading and writing, so it may wait for it as long as it takes.
task<maker::refusal> maker::run_beside(const change& c, std::string sql) {
    refusal failed;
    try {
        co_await on_.script(sql);
    } catch (const pg::query_failure& f) {
        failed = {&c, f.sqlstate, f.message};
    }
    co_return failed;
}

task<maker::refusal> maker::run_batches(const change& c, std::string sql) {
    refusal failed;
    const pg::statement s{"crud.schema.fill", sql};
    std::string from{least_id}, last;
    while (!failed.of && from != last) {
        last = from;
        std::string reached;
        try {
            reached = co_await run_batch(on_, s, from);
        } catch (const pg::query_failure& f) {
            failed = {&c, f.sqlstate, f.message};
        }
        if (!reached.empty()) from = reached;
    }
    co_return failed;
}

task<maker::refusal> maker::run(const change& c, const later_work& work) {
    refusal failed;
    switch (work.how) {
    case later_work::way::brief: {
        std::vector<part> one{{&c, work.sql}};
        failed = co_await insist(std::move(one));
        break;
    }
    case later_work::way::beside: failed = co_await run_beside(c, work.sql); break;
    case later_work::way::batches: failed = co_await run_batches(c, work.sql); break;
    }
    co_return failed;
}

task<std::string> maker::take_back(const change& c) {
    if (c.undo.sql.empty()) co_return "what was done before stays";
    const auto failed = co_await run(c, c.undo);
    if (!failed.of) co_return "it was taken back; what was done before stays";
    co_return "it could not be taken back: " + failed.message;
}

task<void> maker::make_later(const change& c) {
    if (c.later.empty()) co_return;
    const auto began = steady::now();
    watch_.step(c.object, c.what);
    log::info("crud.schema", "begins to " + c.what, {{"schema", schema_}, {"object", c.object}});
    for (const auto& work : c.later) {
        const auto failed = co_await run(c, work);
        if (!failed.of) continue;
        const auto why = reason(failed);
        std::string state = "the connection was lost";
        if (!failed.sqlstate.empty()) state = co_await take_back(c);
        refuse(c, failed, state);
    }
    watch_.rest();
    log::info("crud.schema", "did " + c.what,
              {{"schema", schema_}, {"object", c.object}, {"durationMs", since(began)}});
}

}
