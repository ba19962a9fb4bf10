#include "store/idempotency_store.hpp"
#include <nucleus/pg/each_schema.hpp>

namespace nucleus::crud {

namespace {

constexpr pg::statement claim{"crud.idempotency.claim", R"(
INSERT INTO {schema}.idempotency_keys AS k (tenant, principal, route, key, request_hash)
VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (tenant, principal, route, key) DO UPDATE
SET request_hash = excluded.request_hash, created_at = now(), status = NULL, answer = NULL, headers = NULL
WHERE k.created_at < now() - interval '24 hours'
RETURNING 1)"};

constexpr pg::statement find{"crud.idempotency.find", R"(
SELECT request_hash = $5, status, answer, headers FROM {schema}.idempotency_keys
WHERE tenant = $1 AND principal = $2 AND route = $3 AND key = $4)"};

constexpr pg::statement keep{"crud.idempotency.keep", R"(
UPDATE {schema}.idempotency_keys SET status = $5, answer = $6, headers = $7
WHERE tenant = $1 AND principal = $2 AND route = $3 AND key = $4)"};

constexpr pg::statement prune{
    "crud.idempotency.prune",
    "DELETE FROM {schema}.idempotency_keys WHERE ctid = ANY (ARRAY(SELECT ctid FROM "
    "{schema}.idempotency_keys WHERE created_at < now() - interval '24 hours' LIMIT 5000))"};

}

task<std::optional<kept_answer>> claim_key(pg::transaction& tx, const idempotent_request& r) {
    const pg::parameters p{r.tenant, r.principal, r.route, r.key, r.hash};
    const auto mine = co_await tx.run(claim, p);
    if (!mine.empty()) co_return std::nullopt;
    const auto kept = co_await tx.run(find, p);
    // Whoever had it was rolled back between the two, or its day is over: to be tried again.
    if (kept.empty() || kept.null(0, 1)) throw failure{errors::conflict};
    kept_answer a;
    a.same_request = kept.boolean(0, 0);
    a.status = static_cast<int>(kept.integer(0, 1));
    a.body = kept.text(0, 2);
    a.headers = kept.text(0, 3);
    co_return a;
}

task<void> keep_answer(pg::transaction& tx, const idempotent_request& r, const kept_answer& a) {
    pg::parameters p{r.tenant, r.principal, r.route, r.key, a.status, a.body, a.headers};
    co_await tx.run(keep, std::move(p));
}

namespace {

task<void> prune_keys(const std::string& schema, pg::database& db, pg::round& round) {
    for (std::uint64_t gone = 1; gone > 0;) {
        co_await round.goes_on();
        const pg::call call{schema};
        const auto done = co_await db.write(call, prune);
        gone = done.affected();
    }
}

}

task<void> prune_all_keys(pg::database& db, std::vector<std::string> schemas, pg::round& round) {
    co_await pg::each_schema<&prune_keys>(std::move(schemas), "crud.idempotency", db, round);
}

}
