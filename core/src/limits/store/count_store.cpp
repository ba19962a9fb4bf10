#include "limits/store/count_store.hpp"
#include <nucleus/crypto/digest.hpp>

namespace nucleus::limits {

namespace {

// Nothing of it has to outlive a crash: it is not written to the WAL, and a commit waits for no
// disk. Room is left in the pages, and expires_at moves once in a window only, so that most updates
// touch no index.
constexpr pg::migration steps[] = {{1, "rate_limit_counts", R"(
CREATE UNLOGGED TABLE {schema}.rate_limit_counts (
    key bytea PRIMARY KEY,
    at bigint NOT NULL,
    last bigint NOT NULL,
    used bigint NOT NULL,
    blocked_until bigint NOT NULL,
    granted boolean NOT NULL,
    expires_at timestamptz NOT NULL
) WITH (fillfactor = 70);
CREATE INDEX rate_limit_counts_expires_at_idx ON {schema}.rate_limit_counts (expires_at);
COMMENT ON TABLE {schema}.rate_limit_counts IS
    'rateLimit.shared: what was spent of budgets; key is a MAC of who spends it';
)"}};

// Milliseconds. Read after the row is locked, so that of many at once none decides by an old time.
#define LIMITS_NOW "floor(extract(epoch FROM clock_timestamp()) * 1000)::bigint"
#define LIMITS_CLOCK "FROM (SELECT " LIMITS_NOW " AS now) AS clock "
#define LIMITS_INSERT                                                                              \
    "INSERT INTO {schema}.rate_limit_counts AS r "                                                 \
    "(key, at, last, used, blocked_until, granted, expires_at) "
#define LIMITS_UPDATE                                                                              \
    "ON CONFLICT (key) DO UPDATE SET (at, last, used, blocked_until, granted, expires_at) = ("
#define LIMITS_RETURNING ") RETURNING granted, at, last, used, blocked_until, " LIMITS_NOW
// $4: how long an excess is refused, in milliseconds; 0: no longer than the budget says.
#define LIMITS_BLOCK                                                                               \
    "CROSS JOIN LATERAL (SELECT CASE WHEN r.blocked_until > clock.now THEN r.blocked_until "       \
    "WHEN verdict.granted OR $4::bigint = 0 THEN 0 ELSE clock.now + $4::bigint END AS until) AS "  \
    "block"

// judge() for windows. $2: length in milliseconds, $3: budget, $5: whether the last one counts.
constexpr pg::statement take_window{
    "limits.take.window", LIMITS_INSERT
    "SELECT $1::bytea, clock.now / $2::bigint, 0, 1, 0, true, "
    "to_timestamp((clock.now / $2::bigint + 2) * $2::bigint / 1000.0) " LIMITS_CLOCK LIMITS_UPDATE
    "SELECT this.number, w.last, w.used + verdict.granted::int, block.until, verdict.granted, "
    "to_timestamp(greatest((this.number + 2) * $2::bigint, block.until) / 1000.0) " LIMITS_CLOCK
    "CROSS JOIN LATERAL (SELECT greatest(clock.now / $2::bigint, r.at) AS number) AS this "
    "CROSS JOIN LATERAL (SELECT "
    "CASE r.at WHEN this.number THEN r.last WHEN this.number - 1 THEN r.used ELSE 0 END AS last, "
    "CASE r.at WHEN this.number THEN r.used ELSE 0 END AS used, "
    "greatest(clock.now - this.number * $2::bigint, 0) AS since) AS w "
    "CROSS JOIN LATERAL (SELECT r.blocked_until <= clock.now AND w.used + CASE WHEN $5::boolean "
    "THEN w.last * ($2::bigint - w.since) / $2::bigint ELSE 0 END < $3::bigint AS granted) AS "
    "verdict " LIMITS_BLOCK LIMITS_RETURNING};

// judge() for buckets, in nanoseconds. $2: one drop, $3: the whole bucket, $5: the window in
// milliseconds, which only says when the row is of no more use.
constexpr pg::statement take_bucket{
    "limits.take.bucket", LIMITS_INSERT
    "SELECT $1::bytea, clock.now * 1000000 + $2::bigint, 0, 0, 0, true, "
    "to_timestamp((clock.now / $5::bigint + 2) * $5::bigint / 1000.0) " LIMITS_CLOCK LIMITS_UPDATE
    "SELECT CASE WHEN verdict.granted THEN bucket.full_at + $2::bigint ELSE r.at END, 0, 0, "
    "block.until, verdict.granted, to_timestamp(greatest((clock.now / $5::bigint + 2) * "
    "$5::bigint, block.until) / 1000.0) " LIMITS_CLOCK
    "CROSS JOIN LATERAL (SELECT greatest(r.at, clock.now * 1000000) AS full_at) AS bucket "
    "CROSS JOIN LATERAL (SELECT r.blocked_until <= clock.now AND bucket.full_at - clock.now * "
    "1000000 + $2::bigint <= $3::bigint AS granted) AS verdict " LIMITS_BLOCK LIMITS_RETURNING};

// give_back(). $2: the window in which it was granted.
constexpr pg::statement give_back_window{
    "limits.give_back.window",
    "UPDATE {schema}.rate_limit_counts SET used = used - (at = $2::bigint AND used > 0)::int, "
    "last = last - (at = $2::bigint + 1 AND last > 0)::int WHERE key = $1::bytea"};
// $2: when the bucket would have been full again after it, $3: one drop.
constexpr pg::statement give_back_bucket{
    "limits.give_back.bucket",
    "UPDATE {schema}.rate_limit_counts SET at = greatest(at - $3::bigint, 0) WHERE key = "
    "$1::bytea AND " LIMITS_NOW " * 1000000 < $2::bigint"};

constexpr pg::statement delete_over{
    "limits.prune.over",
    "DELETE FROM {schema}.rate_limit_counts WHERE key IN (SELECT key FROM "
    "{schema}.rate_limit_counts WHERE expires_at < clock_timestamp() LIMIT 5000 "
    "FOR UPDATE SKIP LOCKED)"};
constexpr pg::statement delete_beyond{
    "limits.prune.beyond",
    "DELETE FROM {schema}.rate_limit_counts WHERE key IN (SELECT key FROM "
    "{schema}.rate_limit_counts WHERE key IN (SELECT key FROM {schema}.rate_limit_counts ORDER BY "
    "expires_at DESC OFFSET $1::bigint LIMIT 5000) FOR UPDATE SKIP LOCKED)"};

#undef LIMITS_NOW
#undef LIMITS_CLOCK
#undef LIMITS_INSERT
#undef LIMITS_UPDATE
#undef LIMITS_RETURNING
#undef LIMITS_BLOCK

std::string bytea(std::string_view key) { return "\\x" + crypto::hex(key); }

struct counted {
    judgement j;
    std::uint64_t blocked_until, now;
};
counted counted_of(const pg::rows& rows) {
    const auto number = [&](std::size_t c) {
        return static_cast<std::uint64_t>(rows.integer(0, c));
    };
    return {{rows.boolean(0, 0), {number(1), number(2), number(3)}}, number(4), number(5)};
}

/// How long the block lasts; none: there is none.
std::optional<std::chrono::milliseconds> blocked(const counted& c) {
    if (c.blocked_until <= c.now) return std::nullopt;
    return std::chrono::milliseconds{static_cast<std::int64_t>(c.blocked_until - c.now)};
}

pg::parameters parameters_of(std::string_view key, counting how, const budget& b) {
    pg::parameters p{bytea(key)};
    const auto block = static_cast<std::int64_t>(b.block ? b.block->count() : 0);
    if (how == counting::token_bucket) {
        const auto drop = drop_of(b);
        p.add(drop);
        p.add(drop * b.max);
        p.add(block);
        p.add(window_of(b));
    } else {
        p.add(window_of(b));
        p.add(std::uint64_t{b.max});
        p.add(block);
        p.add(how == counting::sliding_window);
    }
    return p;
}

}

std::span<const pg::migration> count_migrations() { return steps; }

task<decision> take_count(pg::database& db, pg::call c, std::string_view key, counting how,
                          const budget& b) {
    const auto& take = how == counting::token_bucket ? take_bucket : take_window;
    const auto rows = co_await db.write(c, take, parameters_of(key, how, b));
    const auto got = counted_of(rows);
    const auto block = blocked(got);
    if (!got.j.granted && block) co_return refusal(b, *block);
    co_return tell(how, b, got.j, got.now);
}

task<void> give_back_count(pg::database& db, pg::call c, std::string_view key, counting how,
                           const budget& b, std::uint64_t granted_at) {
    pg::parameters p{bytea(key), granted_at};
    if (how != counting::token_bucket) {
        co_await db.write(c, give_back_window, std::move(p));
        co_return;
    }
    p.add(drop_of(b));
    co_await db.write(c, give_back_bucket, std::move(p));
}

task<void> prune_counts(pg::database& db, pg::call c, std::uint64_t most) {
    for (bool more = true; more;) {
        const auto gone = co_await db.write(c, delete_over);
        more = gone.affected() > 0;
    }
    for (bool more = true; more;) {
        pg::parameters p{most};
        const auto gone = co_await db.write(c, delete_beyond, std::move(p));
        more = gone.affected() > 0;
    }
}

}
