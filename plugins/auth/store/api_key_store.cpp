#include "store/api_key_store.hpp"
#include "store/account_store.hpp"
#include "store/rows.hpp"
#include "store/session_store.hpp"
#include <nucleus/json/json.hpp>
#include <nucleus/pg/array_text.hpp>

namespace nucleus::auth {

namespace {

#define AUTH_KEY_LISTS                                                                             \
    "json_build_object('roles', k.allowed_roles, 'claims', k.allowed_claims, 'scopes', "           \
    "k.allowed_scopes)"
#define AUTH_KEY_COLUMNS                                                                           \
    "k.id, k.name, k.description, k.key_preview, " AUTH_KEY_LISTS                                  \
    ", k.expires_at, k.last_used_at, k.last_used_ip, k.usage_count, k.created_at"

constexpr pg::statement insert_key{
    "auth.api_key.add",
    "INSERT INTO {schema}.api_keys (id, user_id, name, description, key_hash, key_preview, "
    "allowed_roles, allowed_claims, allowed_scopes, expires_at, created_at, updated_at, "
    "created_by) SELECT $1::uuid, $2::uuid, $3, $4, $5, $6, to_jsonb($7::text[]), "
    "to_jsonb($8::text[]), to_jsonb($9::text[]), $10::timestamptz, $11::timestamptz, "
    "$11::timestamptz, $2::uuid WHERE (SELECT count(*) FROM {schema}.api_keys WHERE user_id = "
    "$2::uuid AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > $11::timestamptz)) < "
    "$12::integer"};
constexpr pg::statement select_asking{
    "auth.api_key.asking",
    "SELECT 1 FROM {schema}.user_sessions WHERE id = $1::uuid AND revoked_at IS NULL AND "
    "expires_at > $2::timestamptz"};
constexpr pg::statement select_keys{"auth.api_key.list",
                                    "SELECT " AUTH_KEY_COLUMNS
                                    " FROM {schema}.api_keys k WHERE k.user_id = $1::uuid AND "
                                    "k.revoked_at IS NULL ORDER BY k.created_at DESC, k.id DESC"};
constexpr pg::statement select_key{"auth.api_key.find",
                                   "SELECT " AUTH_KEY_COLUMNS
                                   " FROM {schema}.api_keys k WHERE k.user_id = $1::uuid AND k.id "
                                   "= $2::uuid AND k.revoked_at IS NULL"};
constexpr pg::statement update_key{
    "auth.api_key.change",
    "UPDATE {schema}.api_keys k SET name = coalesce($3, name), description = coalesce($4, "
    "description), allowed_roles = coalesce(to_jsonb($5::text[]), allowed_roles), allowed_claims = "
    "coalesce(to_jsonb($6::text[]), allowed_claims), allowed_scopes = "
    "coalesce(to_jsonb($7::text[]), allowed_scopes), expires_at = coalesce($8::timestamptz, "
    "expires_at), updated_at = $9::timestamptz, updated_by = $1::uuid WHERE k.user_id = $1::uuid "
    "AND k.id = $2::uuid AND k.revoked_at IS NULL RETURNING " AUTH_KEY_COLUMNS};
constexpr pg::statement update_revoked{
    "auth.api_key.revoke",
    "UPDATE {schema}.api_keys SET revoked_at = $4::timestamptz, revoked_reason = $3, is_active = "
    "false WHERE user_id = $1::uuid AND id = $2::uuid AND revoked_at IS NULL RETURNING id"};
constexpr pg::statement update_all_ended{
    "auth.access.end",
    "WITH s AS (UPDATE {schema}.user_sessions SET revoked_at = $2::timestamptz, revoked_reason = "
    "$3 WHERE user_id = ANY ($1::uuid[]) AND revoked_at IS NULL RETURNING id), k AS (UPDATE "
    "{schema}.api_keys SET revoked_at = $2::timestamptz, revoked_reason = $3, is_active = false "
    "WHERE user_id = ANY ($1::uuid[]) AND revoked_at IS NULL RETURNING id) SELECT id FROM s UNION "
    "ALL SELECT id FROM k"};
// A godmin may use any role, and has every claim.
constexpr pg::statement select_holder{
    "auth.api_key.holder",
    "SELECT k.key_hash, " AUTH_KEY_LISTS ", k.expires_at, json_build_object('grants', (SELECT "
    "coalesce(json_agg(json_build_object('role', r.name, 'claim', "
    "c.action, 'scope', rc.scope)), '[]') FROM {schema}.roles r JOIN {schema}.role_claims rc ON "
    "rc.role_id = r.id AND rc.is_active JOIN {schema}.claims c ON c.id = rc.claim_id AND "
    "c.is_active WHERE r.is_active AND (god.yes OR EXISTS (SELECT 1 FROM {schema}.user_roles ur "
    "WHERE ur.role_id = r.id AND ur.user_id = u.id AND ur.is_active))), 'actions', (SELECT "
    "coalesce(json_agg(c.action), '[]') FROM {schema}.claims c WHERE c.is_active AND "
    "god.yes)), " AUTH_BELONGINGS ", " AUTH_ACCOUNT_COLUMNS
    " FROM {schema}.api_keys k JOIN {schema}.users u ON u.id = k.user_id CROSS JOIN LATERAL "
    "(SELECT u.is_god OR EXISTS (SELECT 1 FROM {schema}.user_roles ur JOIN {schema}.roles r ON "
    "r.id = ur.role_id AND r.is_active WHERE ur.user_id = u.id AND ur.is_active AND r.name = "
    "'godmin') AS yes) god WHERE k.id = $1::uuid AND k.revoked_at IS NULL AND k.is_active AND "
    "u.is_active AND u.deleted_at IS NULL"};
constexpr pg::statement select_unknown{
    "auth.api_key.unknown",
    "SELECT json_build_object('roles', (SELECT coalesce(json_agg(n), '[]') FROM unnest($1::text[]) "
    "n WHERE NOT EXISTS (SELECT "
    "1 FROM {schema}.roles WHERE name = n AND is_active)), 'claims', (SELECT "
    "coalesce(json_agg(n), '[]') FROM unnest($2::text[]) n WHERE NOT EXISTS (SELECT 1 FROM "
    "{schema}.claims WHERE action = n AND is_active)))"};
constexpr pg::statement update_uses{
    "auth.api_key.used",
    "UPDATE {schema}.api_keys k SET usage_count = least(k.usage_count::bigint + n.times, "
    "2147483647)::integer, last_used_at = greatest(k.last_used_at, n.last), last_used_ip = CASE "
    "WHEN k.last_used_at > n.last THEN k.last_used_ip ELSE n.address END FROM "
    "unnest($1::uuid[], $2::bigint[], $3::timestamptz[], $4::text[]) AS n (id, times, last, "
    "address) WHERE k.id = n.id"};
constexpr pg::statement delete_over{
    "auth.api_key.prune",
    "DELETE FROM {schema}.api_keys WHERE id IN (SELECT id FROM {schema}.api_keys WHERE "
    "least(revoked_at, expires_at) < $1::timestamptz LIMIT 5000)"};

std::optional<std::string> names(const std::optional<std::vector<std::string>>& list) {
    if (!list) return std::nullopt;
    return pg::array_text{*list}.text();
}

api_key read_key(const pg::rows& r, std::size_t row) {
    api_key k;
    k.id = r.id(row, 0);
    k.name = r.text(row, 1);
    k.description = r.text_or_null(row, 2);
    k.preview = r.text(row, 3);
    k.lists = json::read<key_lists>(r.text(row, 4)).value();
    k.expires_at = r.time_or_null(row, 5);
    k.last_used_at = r.time_or_null(row, 6);
    k.last_used_ip = r.text_or_null(row, 7);
    k.usage_count = r.integer(row, 8);
    k.created_at = r.time(row, 9);
    return k;
}

}

task<bool> still_asks(pg::transaction& tx, const uuid& user_id, const uuid& session_id,
                      instant now) {
    co_await lock_user(tx, user_id);
    pg::parameters p{session_id, now};
    const auto found = co_await tx.run(select_asking, std::move(p));
    co_return !found.empty();
}

task<bool> add_api_key(pg::transaction& tx, const uuid& user_id, const api_key& k,
                       const std::string& hash, int most) {
    pg::parameters p{k.id,
                     user_id,
                     k.name,
                     k.description,
                     hash,
                     k.preview,
                     names(k.lists.roles),
                     names(k.lists.claims),
                     names(k.lists.scopes),
                     k.expires_at,
                     k.created_at,
                     most};
    const auto added = co_await tx.run(insert_key, std::move(p));
    co_return added.affected() == 1;
}

task<std::vector<api_key>> find_api_keys(pg::database& db, pg::call c, const uuid& user_id) {
    pg::parameters p{user_id};
    const auto found = co_await db.read(c, select_keys, std::move(p));
    std::vector<api_key> keys;
    for (std::size_t i = 0; i < found.size(); ++i) keys.push_back(read_key(found, i));
    co_return keys;
}

task<std::optional<api_key>> find_api_key(pg::database& db, pg::call c, const uuid& user_id,
                                          const uuid& id) {
    pg::parameters p{user_id, id};
    const auto found = co_await db.read(c, select_key, std::move(p));
    if (found.empty()) co_return std::nullopt;
    co_return read_key(found, 0);
}

task<std::optional<api_key>> change_api_key(pg::transaction& tx, const uuid& user_id,
                                            const uuid& id, const api_key_changes& to,
                                            instant now) {
    pg::parameters p{user_id,
                     id,
                     to.name,
                     to.description,
                     names(to.lists.roles),
                     names(to.lists.claims),
                     names(to.lists.scopes),
                     to.expires_at,
                     now};
    const auto changed = co_await tx.run(update_key, std::move(p));
    if (changed.empty()) co_return std::nullopt;
    co_await announce_ids(tx, changed);
    co_return read_key(changed, 0);
}

task<bool> revoke_api_key(pg::transaction& tx, const uuid& user_id, const uuid& id,
                          std::string_view reason, instant now) {
    pg::parameters p{user_id, id, reason, now};
    const auto revoked = co_await tx.run(update_revoked, std::move(p));
    co_await announce_ids(tx, revoked);
    co_return !revoked.empty();
}

task<std::vector<uuid>> end_all_access(pg::transaction& tx, const std::vector<uuid>& users,
                                       std::string_view reason, instant now) {
    pg::parameters p{pg::array_text{users}.text(), now, reason};
    const auto ended = co_await tx.run(update_all_ended, std::move(p));
    auto ids = co_await announce_ids(tx, ended);
    co_return ids;
}

task<std::vector<uuid>> end_all_access(pg::transaction& tx, const uuid& user_id,
                                       std::string_view reason, instant now) {
    const std::vector<uuid> one{user_id};
    auto ids = co_await end_all_access(tx, one, reason, now);
    co_return ids;
}

task<std::optional<key_holder>> find_key_holder(pg::database& db, pg::call c, const uuid& id) {
    pg::parameters p{id};
    const auto found = co_await db.read(c, select_holder, std::move(p));
    if (found.empty()) co_return std::nullopt;
    key_holder h;
    h.hash = found.text(0, 0);
    h.lists = json::read<key_lists>(found.text(0, 1)).value();
    h.expires_at = found.time_or_null(0, 2);
    h.rights = json::read<owner_rights>(found.text(0, 3)).value();
    h.belongings = found.text(0, 4);
    h.owner = read_account(found, 5);
    h.rights.is_god = h.owner.is_god;
    h.rights.roles = h.owner.may.roles;
    co_return h;
}

task<key_lists> find_unknown(pg::database& db, pg::call c, const key_lists& asked) {
    pg::parameters p{names(asked.roles), names(asked.claims)};
    const auto found = co_await db.read(c, select_unknown, std::move(p));
    co_return json::read<key_lists>(found.text(0, 0)).value();
}

task<void> note_key_uses(pg::database& db, pg::call c, const std::vector<key_use>& uses) {
    pg::array_text ids, times, last, addresses;
    for (const auto& u : uses) {
        ids.add(u.id);
        times.add(std::to_string(u.times));
        last.add(format_instant(u.last));
        addresses.add(u.address);
    }
    pg::parameters p{ids.text(), times.text(), last.text(), addresses.text()};
    co_await db.write(c, update_uses, std::move(p));
}

task<void> prune_api_keys(pg::database& db, pg::call c, instant before) {
    for (bool more = true; more;) {
        pg::parameters p{before};
        const auto gone = co_await db.write(c, delete_over, std::move(p));
        more = gone.affected() > 0;
    }
}

}
