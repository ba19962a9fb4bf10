#include "store/outbox_store.hpp"
#include <nucleus/pg/quoted.hpp>

namespace nucleus::mailing {

namespace {

// From schema to schema along the index, and of each the first ones only: however many one has
// waiting. There are more candidates than are taken, for other nodes that look at the same time.
#define OPEN "sent_at IS NULL AND failed_at IS NULL"
#define DUE OPEN " AND next_attempt_at <= now() AND expires_at > now()"
constexpr pg::statement claim{"mail.claim", R"(
WITH RECURSIVE of_schema AS (
    (SELECT schema_name FROM {schema}.mail_outbox WHERE )" OPEN R"( ORDER BY schema_name LIMIT 1)
    UNION ALL
    SELECT (SELECT o.schema_name FROM {schema}.mail_outbox o
        WHERE )" OPEN R"( AND o.schema_name > s.schema_name ORDER BY o.schema_name LIMIT 1)
    FROM of_schema s WHERE s.schema_name IS NOT NULL
), candidate AS (
    SELECT f.id, row_number() OVER (PARTITION BY s.schema_name ORDER BY f.next_attempt_at) AS turn
    FROM of_schema s CROSS JOIN LATERAL (SELECT id, next_attempt_at FROM {schema}.mail_outbox o
        WHERE o.schema_name = s.schema_name AND )" DUE R"( ORDER BY next_attempt_at
        LIMIT (SELECT greatest(3, 60 / count(*)) FROM of_schema)) f
    ORDER BY turn, f.next_attempt_at LIMIT 60
), picked AS (
    SELECT o.id, c.turn FROM {schema}.mail_outbox o JOIN candidate c ON c.id = o.id WHERE )" DUE R"(
    ORDER BY c.turn, o.next_attempt_at FOR UPDATE OF o SKIP LOCKED LIMIT 20
), claimed AS (
    UPDATE {schema}.mail_outbox o
    SET attempts = attempts + 1, unresolved = unresolved + 1,
        next_attempt_at = now() + $1::int * interval '1 second'
    FROM picked WHERE o.id = picked.id
    RETURNING o.id, recipient, template, coalesce(data #>> '{}', '') AS data, created_at, attempts,
        unresolved, next_attempt_at, expires_at, picked.turn
)
SELECT id, recipient, template, data, created_at, attempts, unresolved, next_attempt_at, expires_at
FROM claimed ORDER BY turn, created_at)"};
#undef OPEN
#undef DUE

constexpr pg::statement mark_sent{"mail.sent", R"(
UPDATE {schema}.mail_outbox
SET sent_at = now(), failed_at = NULL, data = NULL, unresolved = 0, last_error = NULL
WHERE id = $1::uuid AND sent_at IS NULL)"};

constexpr pg::statement mark_dead{"mail.dead", R"(
UPDATE {schema}.mail_outbox
SET failed_at = now(), data = NULL, attempts = $3, unresolved = $4, last_error = $5
WHERE id = $1::uuid AND next_attempt_at = $2::timestamptz AND sent_at IS NULL
    AND failed_at IS NULL)"};

constexpr pg::statement mark_again{"mail.again", R"(
UPDATE {schema}.mail_outbox
SET attempts = $3, unresolved = $4, last_error = coalesce(nullif($5, ''), last_error),
    next_attempt_at = $6::timestamptz
WHERE id = $1::uuid AND next_attempt_at = $2::timestamptz AND sent_at IS NULL
    AND failed_at IS NULL)"};

// Not what somebody may be sending: where the end of an attempt is unknown, until it is due again.
constexpr pg::statement expire{"mail.expire", R"(
UPDATE {schema}.mail_outbox
SET failed_at = now(), data = NULL, last_error = 'it expired before it could be sent' ||
    CASE WHEN unresolved > 0 THEN '; it may have been delivered' ELSE '' END
WHERE id IN (SELECT id FROM {schema}.mail_outbox
    WHERE sent_at IS NULL AND failed_at IS NULL AND expires_at <= now()
        AND (unresolved = 0 OR next_attempt_at <= now())
    ORDER BY expires_at FOR UPDATE SKIP LOCKED LIMIT 500)
RETURNING id, template, attempts, last_error)"};

constexpr pg::statement waiting{
    "mail.waiting",
    "SELECT count(*) FROM {schema}.mail_outbox WHERE sent_at IS NULL AND failed_at IS NULL"};

constexpr pg::statement remove_old{"mail.prune", R"(
DELETE FROM {schema}.mail_outbox WHERE id IN (
    SELECT id FROM {schema}.mail_outbox
    WHERE sent_at < now() - interval '7 days' OR failed_at < now() - interval '30 days'
    ORDER BY created_at, id LIMIT 5000))"};

// Of a tenant that was removed, with whom it was to be: sent or not, it is nobody's.
constexpr pg::statement remove_orphans{"mail.prune_orphans", R"(
DELETE FROM {schema}.mail_outbox WHERE id IN (
    SELECT id FROM {schema}.mail_outbox
    WHERE schema_name <> '' AND to_regnamespace(quote_ident(schema_name)) IS NULL LIMIT 5000))"};

claimed_row row_of(const pg::rows& r, std::size_t i) {
    claimed_row row;
    row.id = r.id(i, 0);
    row.recipient = r.text(i, 1), row.purpose = r.text(i, 2), row.data = r.text(i, 3);
    row.written = r.time(i, 4);
    row.state = {static_cast<int>(r.integer(i, 5)), static_cast<int>(r.integer(i, 6))};
    row.held_until = r.time(i, 7), row.expires_at = r.time(i, 8);
    return row;
}

}

outbox_writer::outbox_writer(std::string_view home)
    : sql_{"SELECT " + pg::quoted(home) +
           ".enqueue_mail($1::uuid, $2, $3, $4, $5::timestamptz, $6)"} {}

task<void> outbox_writer::insert(pg::transaction& tx, const outbox_row& row) const {
    const pg::statement insert_row{"mail.insert", sql_};
    pg::parameters p{row.id, row.recipient, row.purpose, row.data, row.expires_at, tx.schema()};
    co_await tx.run(insert_row, std::move(p));
}

task<std::vector<claimed_row>> claim_due(pg::database& db, std::string home) {
    const pg::call call{home};
    pg::parameters p{static_cast<int>(lease.count())};
    const auto r = co_await db.write(call, claim, std::move(p));
    std::vector<claimed_row> claimed;
    for (std::size_t i = 0; i < r.size(); ++i) claimed.push_back(row_of(r, i));
    co_return claimed;
}

task<bool> record(pg::database& db, std::string home, const claimed_row& row, const verdict& v) {
    const pg::call call{home};
    if (v.what == verdict::kind::sent) {
        pg::parameters p{row.id};
        const auto done = co_await db.write(call, mark_sent, std::move(p));
        co_return done.affected() > 0;
    }
    pg::parameters p{row.id, row.held_until, v.attempts, v.unresolved, v.reason};
    if (v.what == verdict::kind::again) p.add(v.next);
    const auto& how = v.what == verdict::kind::again ? mark_again : mark_dead;
    const auto done = co_await db.write(call, how, std::move(p));
    co_return done.affected() > 0;
}

task<std::vector<expired_row>> expire_overdue(pg::database& db, std::string home) {
    const pg::call call{home};
    const auto r = co_await db.write(call, expire);
    std::vector<expired_row> expired;
    for (std::size_t i = 0; i < r.size(); ++i)
        expired.push_back({r.id(i, 0), std::string{r.text(i, 1)}, static_cast<int>(r.integer(i, 2)),
                           std::string{r.text(i, 3)}});
    co_return expired;
}

task<std::int64_t> count_waiting(pg::database& db, std::string home) {
    const pg::call call{home};
    const auto r = co_await db.read(call, waiting);
    co_return r.integer(0, 0);
}

task<void> prune(pg::database& db, std::string home) {
    const pg::call call{home};
    for (const auto* remove : {&remove_old, &remove_orphans})
        for (std::uint64_t gone = 1; gone > 0;) {
            const auto done = co_await db.write(call, *remove);
            gone = done.affected();
        }
}

}
