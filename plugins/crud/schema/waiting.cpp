#include "schema/waiting.hpp"
#include <nucleus/clock.hpp>
#include <nucleus/log.hpp>

namespace nucleus::crud {

namespace {

constexpr std::chrono::milliseconds look_every{250};
constexpr std::chrono::seconds say_every{10};

/// Names sessions, not their queries: those hold data.
constexpr pg::statement find_blockers{"crud.schema.blockers", R"(
SELECT string_agg(format('process %s (%s, %s for %s s)', a.pid,
                         coalesce(nullif(a.application_name, ''), a.usename, a.backend_type),
                         coalesce(a.state, 'at work'),
                         extract(epoch FROM clock_timestamp() - coalesce(a.xact_start, a.backend_start))::int),
                  ', ' ORDER BY a.pid)
FROM unnest(pg_blocking_pids($1::int)) AS b (pid) JOIN pg_catalog.pg_stat_activity a USING (pid))"};

}

struct waiting::state {
    pg::database& db;
    std::string schema;
    int pid;
    std::string object{}, what{}, blockers{};
    std::uint64_t number = 0; ///< of the step
    steady::time_point began{}, said{};
    bool said_blocked = false;

    static task<void> look(std::shared_ptr<state> self) {
        if (self->what.empty()) co_return;
        const auto of = self->number;
        const pg::call c{self->schema};
        pg::parameters p{self->pid};
        const auto found = co_await self->db.read(c, find_blockers, std::move(p));
        if (of == self->number) self->see(std::string{found.text(0, 0)});
    }
    void see(const std::string& seen) {
        const auto now = steady::now();
        if (!seen.empty()) blockers = seen;
        const bool news = !seen.empty() && !said_blocked;
        if (!news && now - said < say_every) return;
        said = now;
        said_blocked = !seen.empty();
        const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(now - began).count();
        log::info("crud.schema", seen.empty() ? "still at it: " + what : "waiting to " + what,
                  {{"schema", schema}, {"object", object}, {"seconds", seconds}, {"for", seen}});
    }
};

waiting::waiting(boost::asio::io_context& context, pg::database& db, std::string schema, int pid)
    : state_{std::make_shared<state>(state{db, std::move(schema), pid})}
    , looking_{context, "crud.schema", look_every, [s = state_] { return state::look(s); }} {
    looking_.start();
}

waiting::~waiting() = default;

void waiting::step(const std::string& object, const std::string& what) {
    rest();
    state_->object = object;
    state_->what = what;
    state_->began = state_->said = steady::now();
}

void waiting::rest() {
    ++state_->number;
    state_->what.clear();
    state_->blockers.clear();
    state_->said_blocked = false;
}

std::string waiting::blockers() const { return state_->blockers; }

}
