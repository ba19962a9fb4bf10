#include "pg/rounds.hpp"

namespace nucleus::pg {

namespace {

constexpr migration steps[] = {{2, "upkeep_rounds", R"(
CREATE TABLE {schema}.upkeep_rounds (
    work text PRIMARY KEY,
    begun_at timestamptz NOT NULL
);
COMMENT ON TABLE {schema}.upkeep_rounds IS
    'when what one node does for all (pruning of all schemas) was begun last';
)"},
                               {3, "rounds_done", R"(
ALTER TABLE {schema}.upkeep_rounds ADD COLUMN done boolean NOT NULL DEFAULT true;
)"}};

// clock_timestamp(): who has waited for the row must not decide by an older time. One that is still
// to come is that of a clock that was set back.
constexpr statement begin{"pg.rounds.begin", R"(
INSERT INTO {schema}.upkeep_rounds AS r (work, begun_at, done) VALUES ($1, clock_timestamp(), false)
ON CONFLICT (work) DO UPDATE SET begun_at = clock_timestamp(), done = false
WHERE clock_timestamp() NOT BETWEEN r.begun_at AND r.begun_at +
    CASE WHEN r.done THEN $2::bigint ELSE least($2::bigint, 600) END * interval '1 second')"};
constexpr statement end{"pg.rounds.end",
                        "UPDATE {schema}.upkeep_rounds SET done = true WHERE work = $1"};

}

std::span<const migration> round_migrations() { return steps; }

task<bool> round_is_due(database& db, call home, std::string_view work,
                        std::chrono::seconds every) {
    parameters p{work, static_cast<std::int64_t>(every.count())};
    const auto done = co_await db.write(home, begin, std::move(p));
    co_return done.affected() == 1;
}

task<void> round_is_done(database& db, call home, std::string_view work) {
    parameters p{work};
    co_await db.write(home, end, std::move(p));
}

}
