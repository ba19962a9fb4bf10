#include "store/claim_store.hpp"
#include "store/event_store.hpp"
#include "store/rows.hpp"
#include "store/tenant_store.hpp"
#include <nucleus/pg/array_text.hpp>
#include <nucleus/pg/quoted.hpp>

namespace nucleus::tenants {

namespace {

#define CLAIMED                                                                                    \
    "attempts = attempts + 1, claimed_until = now() + $1::int * interval '1 second' WHERE id = "
#define NOBODYS "(claimed_until IS NULL OR claimed_until <= now())"
#define DUE NOBODYS " AND (not_before IS NULL OR not_before <= now())"
#define AS_CLAIM                                                                                   \
    " RETURNING id, subdomain, schema_name, attempts, god_admin_email, "                           \
    "coalesce(admin_password_hash, ''), seed, address_proven"
constexpr pg::statement take_unmade{
    "tenants.claim", "UPDATE {schema}.tenants SET " CLAIMED
                     "(SELECT id FROM {schema}.tenants WHERE status = 'provisioning' AND " DUE
                     " ORDER BY address_proven DESC, created_at FOR UPDATE SKIP LOCKED "
                     "LIMIT 1)" AS_CLAIM};
constexpr pg::statement take_dead{
    "tenants.claim_dead",
    "UPDATE {schema}.tenants SET version = NULL, " CLAIMED
    "(SELECT id FROM {schema}.tenants WHERE deleted_at IS NOT NULL AND (version IS NULL OR "
    "deleted_at + $2::bigint * interval '1 second' <= now()) AND " DUE
    " ORDER BY deleted_at FOR UPDATE SKIP LOCKED LIMIT 1)" AS_CLAIM};
constexpr pg::statement take_outdated{
    "tenants.claim_outdated",
    "UPDATE {schema}.tenants SET " CLAIMED "(SELECT id FROM {schema}.tenants WHERE version IS NOT "
    "NULL AND NOT made_for @> ARRAY[$2::int] AND status IN ('active', 'suspended') "
    "AND id = coalesce($3::uuid, id) AND " DUE
    " ORDER BY last_error IS NOT NULL, subdomain FOR UPDATE SKIP LOCKED LIMIT "
    "1)" AS_CLAIM};
constexpr pg::statement take_one_dead{
    "tenants.claim_one_dead",
    "UPDATE {schema}.tenants SET version = NULL, " CLAIMED
    "(SELECT id FROM {schema}.tenants WHERE id = $2::uuid AND deleted_at IS NOT NULL AND " NOBODYS
    " FOR UPDATE SKIP LOCKED)" AS_CLAIM};
#undef CLAIMED
#undef NOBODYS
#undef DUE
#undef AS_CLAIM

// What has been made, or was given back, has no claim: a COMMIT may have been carried out whose
// answer was lost.
#define OURS "id = $1::uuid AND attempts = $2::int AND claimed_until IS NOT NULL"
constexpr pg::statement keep{"tenants.renew", R"(
WITH mine AS (
    UPDATE {schema}.tenants SET claimed_until = now() + $3::int * interval '1 second'
    WHERE )" OURS R"( RETURNING id)
INSERT INTO {schema}.tenant_events (id, tenant_id, event_type, event_data)
SELECT e.id, mine.id, 'migrated', jsonb_build_object('step', e.step)
FROM mine, unnest($4::uuid[], $5::text[]) AS e(id, step))"};

#define WITH_EVENT(type)                                                                           \
    " RETURNING id) INSERT INTO {schema}.tenant_events (id, tenant_id, event_type, event_data) "   \
    "SELECT $4::uuid, id, '" type "', jsonb_build_object('reason', $3::text) FROM mine"
constexpr pg::statement delay{
    "tenants.put_off",
    "WITH mine AS (UPDATE {schema}.tenants SET last_error = $3, claimed_until = "
    "NULL, not_before = now() + $5::int * interval '1 second' WHERE " OURS WITH_EVENT(
        "attempt_failed")};
constexpr pg::statement give_up{
    "tenants.failed", "WITH mine AS (UPDATE {schema}.tenants SET last_error = $3, claimed_until = "
                      "NULL, status = 'failed' WHERE " OURS WITH_EVENT("failed")};
#undef WITH_EVENT

constexpr pg::statement hold_ours{"tenants.hold",
                                  "SELECT id FROM {schema}.tenants WHERE " OURS " FOR KEY SHARE"};
constexpr pg::statement delete_unmade{"tenants.discard", "DELETE FROM {schema}.tenants WHERE " OURS
                                                         " AND status = 'provisioning'"};
constexpr pg::statement set_version{"tenants.updated",
                                    "UPDATE {schema}.tenants SET version = $3::int, made_for = "
                                    "(made_for || $3::int)[greatest(1, cardinality(made_for) - "
                                    "30):], claimed_until = NULL, not_before = NULL, last_error "
                                    "= NULL WHERE " OURS " AND version IS NOT NULL"};
constexpr pg::statement unset_versions{"tenants.unmade_for",
                                       "UPDATE {schema}.tenants SET made_for = '{}' WHERE " OURS};
constexpr pg::statement end_pauses{"tenants.lift_pauses",
                                   "UPDATE {schema}.tenants SET not_before = NULL WHERE not_before "
                                   "> now() AND id = coalesce($1::uuid, id)"};
constexpr pg::statement delete_dead{"tenants.discard_dead",
                                    "DELETE FROM {schema}.tenants WHERE " OURS
                                    " AND deleted_at IS NOT NULL AND version IS NULL"};

std::optional<tenant_claim> read_claim(const pg::rows& r) {
    if (r.empty()) return std::nullopt;
    return tenant_claim{r.id(0, 0),
                        std::string{r.text(0, 1)},
                        std::string{r.text(0, 2)},
                        static_cast<int>(r.integer(0, 3)),
                        {std::string{r.text(0, 4)}, std::string{r.text(0, 5)}, r.boolean(0, 7)},
                        r.boolean(0, 6)};
}

int lease_seconds() { return static_cast<int>(claim_lease.count()); }

}

task<std::optional<tenant_claim>> claim_unmade(pg::database& db, std::string home) {
    const pg::call call{home};
    pg::parameters p{lease_seconds()};
    const auto r = co_await db.write(call, take_unmade, std::move(p));
    co_return read_claim(r);
}

task<void> renew(pg::database& db, std::string home, tenant_claim c, std::vector<made_step> steps) {
    pg::array_text ids, names;
    for (const auto& s : steps) ids.add(s.event), names.add(s.what);
    const pg::call call{home};
    pg::parameters p{c.id, c.attempts, lease_seconds(), ids.text(), names.text()};
    co_await db.write(call, keep, std::move(p));
}

task<void> put_off(pg::database& db, std::string home, const tenant_claim& c, std::string reason,
                   std::chrono::seconds pause) {
    const pg::call call{home};
    pg::parameters p{c.id, c.attempts, reason, uuid::v7(), static_cast<int>(pause.count())};
    co_await db.write(call, delay, std::move(p));
}

task<bool> is_ours(pg::transaction& tx, const tenant_claim& c) {
    pg::parameters p{c.id, c.attempts};
    const auto found = co_await tx.run(hold_ours, std::move(p));
    co_return !found.empty();
}

task<bool> discard_unmade(pg::transaction& tx, const tenant_claim& c) {
    pg::parameters p{c.id, c.attempts};
    const auto done = co_await tx.run(delete_unmade, std::move(p));
    co_return done.affected() == 1;
}

task<void> mark_failed(pg::database& db, std::string home, const tenant_claim& c,
                       std::string reason) {
    const pg::call call{home};
    pg::parameters p{c.id, c.attempts, reason, uuid::v7()};
    co_await db.write(call, give_up, std::move(p));
}

activation::activation(std::string_view home)
    : home_{home}
    , update_{"UPDATE " + pg::quoted(home) +
              ".tenants SET status = 'active', version = $3::int, made_for = ARRAY[$3::int], "
              "provisioned_at = now(), confirm_before = date_trunc('second', "
              "now()) + $4::bigint * interval '1 second', "
              "not_before = NULL, updated_at = now(), claimed_until = NULL, last_error = NULL, "
              "admin_password_hash = NULL WHERE " OURS
              " AND status = 'provisioning' RETURNING confirm_before"} {}
#undef OURS

task<std::optional<activated>>
activation::activate(pg::transaction& tx, const tenant_claim& c, int version,
                     std::optional<std::chrono::seconds> to_confirm) const {
    const pg::statement update{"tenants.activate", update_};
    const auto seconds =
        to_confirm ? std::optional<std::int64_t>{to_confirm->count()} : std::nullopt;
    pg::parameters p{c.id, c.attempts, version, seconds};
    const auto done = co_await tx.run(update, std::move(p));
    if (done.empty()) co_return std::nullopt;
    co_await add_event(tx, home_, c.id, "provisioned", "{}", {});
    const auto id = c.id.text();
    co_await tx.notify(tenant_topic, id);
    co_return activated{done.time_or_null(0, 0)};
}

task<std::optional<tenant_claim>> claim_outdated(pg::database& db, std::string home, int version,
                                                 std::optional<uuid> only) {
    const pg::call call{home};
    pg::parameters p{lease_seconds(), version, only};
    const auto r = co_await db.write(call, take_outdated, std::move(p));
    co_return read_claim(r);
}

task<void> lift_pauses(pg::database& db, std::string home, std::optional<uuid> only) {
    const pg::call call{home};
    pg::parameters p{only};
    co_await db.write(call, end_pauses, std::move(p));
}

task<bool> forget_versions(pg::transaction& tx, const tenant_claim& c) {
    pg::parameters p{c.id, c.attempts};
    const bool done = co_await change_one(tx, unset_versions, std::move(p), c.id);
    co_return done;
}

task<bool> note_updated(pg::transaction& tx, const tenant_claim& c, int version) {
    pg::parameters p{c.id, c.attempts, version};
    const bool done = co_await change_one(tx, set_version, std::move(p), c.id);
    co_return done;
}

task<std::optional<tenant_claim>> claim_dead(pg::database& db, std::string home,
                                             std::chrono::seconds grace) {
    const pg::call call{home};
    pg::parameters p{lease_seconds(), static_cast<std::int64_t>(grace.count())};
    const auto r = co_await db.write(call, take_dead, std::move(p));
    co_return read_claim(r);
}

task<std::optional<tenant_claim>> claim_dead(pg::database& db, std::string home, const uuid& id) {
    const pg::call call{home};
    pg::parameters p{lease_seconds(), id};
    const auto r = co_await db.write(call, take_one_dead, std::move(p));
    co_return read_claim(r);
}

task<bool> discard_dead(pg::transaction& tx, const tenant_claim& c) {
    pg::parameters p{c.id, c.attempts};
    const bool done = co_await change_one(tx, delete_dead, std::move(p), c.id);
    co_return done;
}

}
