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
COMMENT ON COLUMN {schema}.upkeep_rounds.begun_at IS 'or when it was heard of last';
)"}};

constexpr std::chrono::minutes between_signs{1};

// clock_timestamp(): who has waited for the row must not decide by an older time. One that is still
// to come is that of a clock that was set back. After ten minutes without a sign nobody is at it.
constexpr statement begin{"pg.rounds.begin", R"(
INSERT INTO {schema}.upkeep_rounds AS r (work, begun_at, done) VALUES ($1, clock_timestamp(), false)
ON CONFLICT (work) DO UPDATE SET begun_at = clock_timestamp(), done = false
WHERE clock_timestamp() NOT BETWEEN r.begun_at AND r.begun_at +
    CASE WHEN r.done THEN $2::bigint ELSE least($2::bigint, 600) END * interval '1 second')"};
constexpr statement sign{"pg.rounds.sign",
                         "UPDATE {schema}.upkeep_rounds SET begun_at = clock_timestamp() WHERE "
                         "work = $1 AND NOT done"};
constexpr statement end{"pg.rounds.end",
                        "UPDATE {schema}.upkeep_rounds SET done = true WHERE work = $1"};

}

std::span<const migration> round_migrations() { return steps; }

task<std::optional<round>> begin_round(database& db, call home, std::string_view work,
                                       std::chrono::seconds every) {
    parameters p{work, static_cast<std::int64_t>(every.count())};
    const auto begun = co_await db.write(home, begin, std::move(p));
    if (begun.affected() == 0) co_return std::nullopt;
    co_return round{db, home, work};
}

task<void> round::goes_on(steady::time_point now) {
    if (now - heard_of_ < between_signs) co_return;
    heard_of_ = now;
    parameters p{work_};
    co_await db_->write(home_, sign, std::move(p));
}

task<void> round::done() {
    parameters p{work_};
    co_await db_->write(home_, end, std::move(p));
}

}
