#include "store/device_store.hpp"
#include <nucleus/pg/array_text.hpp>

namespace nucleus::auth {

namespace {

// Of the row d, at the time $n.
#define AUTH_TRUSTED(now) "d.status = 'trusted' AND d.expires_at > " now "::timestamptz"

constexpr pg::statement update_seen{
    "auth.device.greet",
    "UPDATE {schema}.trusted_devices d SET token_hash = $3, label = $4, last_seen_ip = $5, "
    "last_seen_at = $6::timestamptz, expires_at = $7::timestamptz, updated_at = $6::timestamptz "
    "WHERE d.id = $1::uuid AND d.user_id = $2::uuid AND " AUTH_TRUSTED("$6")};
constexpr pg::statement select_any{
    "auth.device.any", "SELECT EXISTS (SELECT 1 FROM {schema}.trusted_devices d WHERE d.user_id = "
                       "$1::uuid AND " AUTH_TRUSTED("$2") ")"};
constexpr pg::statement insert_device{
    "auth.device.add",
    "INSERT INTO {schema}.trusted_devices (id, user_id, token_hash, label, first_seen_ip, "
    "last_seen_ip, last_seen_at, expires_at, status, origin_session_id, created_by, created_at, "
    "updated_at) VALUES ($1::uuid, $2::uuid, $3, $4, $5, $5, $6::timestamptz, $7::timestamptz, $8, "
    "$9::uuid, $2::uuid, $6::timestamptz, $6::timestamptz)"};
constexpr pg::statement select_deviceless{
    "auth.device.deviceless",
    "SELECT 1 FROM {schema}.user_sessions WHERE id = $1::uuid AND device_id IS NULL AND "
    "impersonator_id IS NULL AND revoked_at IS NULL AND approval_status = 'approved' FOR UPDATE"};
constexpr pg::statement update_deviceless{
    "auth.device.adopt",
    "UPDATE {schema}.user_sessions SET device_id = $2::uuid WHERE id = $1::uuid"};
constexpr pg::statement select_standing{
    "auth.device.standing",
    "SELECT EXISTS (SELECT 1 FROM {schema}.user_sessions s JOIN {schema}.trusted_devices d ON d.id "
    "= s.device_id WHERE s.id = $1::uuid AND s.revoked_at IS NULL AND " AUTH_TRUSTED("$2") ")"};
constexpr pg::statement revoke_every{
    "auth.device.revoke_all",
    "UPDATE {schema}.trusted_devices SET status = 'revoked', revoked_at = $2::timestamptz, "
    "revoked_reason = $3, updated_at = $2::timestamptz WHERE user_id = $1::uuid AND status <> "
    "'revoked'"};
constexpr pg::statement revoke_some{
    "auth.device.revoke",
    "WITH own AS (SELECT d.id, d.user_id FROM {schema}.user_sessions s JOIN "
    "{schema}.trusted_devices d ON d.id = s.device_id WHERE s.id = $2::uuid AND " AUTH_TRUSTED(
        "$3") "), gone AS (UPDATE {schema}.trusted_devices d SET status = 'revoked', "
              "revoked_at = $3::timestamptz, revoked_reason = 'session_revoked', updated_at = "
              "$3::timestamptz FROM own WHERE d.user_id = own.user_id AND d.id <> own.id AND "
              "d.status <> "
              "'revoked' AND d.id IN (SELECT device_id FROM {schema}.user_sessions WHERE id = ANY "
              "($1::uuid[])) RETURNING d.id) SELECT s.id FROM {schema}.user_sessions s JOIN gone "
              "ON gone.id "
              "= s.device_id WHERE s.revoked_at IS NULL"};
constexpr pg::statement delete_old{
    "auth.device.prune",
    "DELETE FROM {schema}.trusted_devices WHERE id IN (SELECT d.id FROM {schema}.trusted_devices d "
    "WHERE (d.status = 'pending' OR d.revoked_at < $1::timestamptz OR d.expires_at < "
    "$1::timestamptz) AND NOT EXISTS (SELECT 1 FROM {schema}.user_sessions s WHERE s.device_id = "
    "d.id) LIMIT 5000)"};

}

task<bool> greet_device(pg::transaction& tx, const seen_device& d) {
    pg::parameters p{d.id, d.user_id, d.token_hash, d.label, d.address, d.at, d.expires_at};
    const auto greeted = co_await tx.run(update_seen, std::move(p));
    co_return greeted.affected() == 1;
}

task<bool> has_trusted_device(pg::transaction& tx, const uuid& user_id, instant now) {
    pg::parameters p{user_id, now};
    const auto found = co_await tx.run(select_any, std::move(p));
    co_return found.boolean(0, 0);
}

task<void> add_device(pg::transaction& tx, const seen_device& d, const uuid& session_id,
                      bool trusted) {
    pg::parameters p{d.id,      d.user_id, d.token_hash, d.label,
                     d.address, d.at,      d.expires_at, trusted ? "trusted" : "pending",
                     session_id};
    co_await tx.run(insert_device, std::move(p));
}

task<bool> adopt_device(pg::transaction& tx, const seen_device& d, const uuid& session_id) {
    pg::parameters without{session_id};
    const auto open = co_await tx.run(select_deviceless, std::move(without));
    if (open.empty()) co_return false;
    co_await add_device(tx, d, session_id, true);
    pg::parameters with{session_id, d.id};
    co_await tx.run(update_deviceless, std::move(with));
    const auto text = session_id.text();
    co_await tx.notify(session_topic, text); // it is remembered as it was
    co_return true;
}

task<bool> is_on_trusted_device(pg::transaction& tx, const uuid& session_id, instant now) {
    pg::parameters p{session_id, now};
    const auto found = co_await tx.run(select_standing, std::move(p));
    co_return found.boolean(0, 0);
}

task<void> distrust_all(pg::transaction& tx, const uuid& user_id, std::string_view reason,
                        instant now) {
    pg::parameters p{user_id, now, reason};
    co_await tx.run(revoke_every, std::move(p));
}

task<std::vector<uuid>> distrust_devices_of(pg::transaction& tx, const std::vector<uuid>& ended,
                                            const uuid& by, instant now) {
    if (ended.empty()) co_return std::vector<uuid>{};
    pg::parameters p{pg::array_text{ended}.text(), by, now};
    const auto others = co_await tx.run(revoke_some, std::move(p));
    auto ids = co_await announce_ids(tx, others);
    co_return ids;
}

task<void> prune_devices(pg::database& db, pg::call c, instant before) {
    for (bool more = true; more;) {
        pg::parameters p{before};
        const auto gone = co_await db.write(c, delete_old, std::move(p));
        more = gone.affected() > 0;
    }
}

}
