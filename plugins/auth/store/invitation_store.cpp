#include "store/invitation_store.hpp"
#include <nucleus/json/json.hpp>
#include <nucleus/pg/array_text.hpp>

namespace nucleus::auth {

namespace {

constexpr pg::statement select_grants{
    "auth.invite.grants",
    "SELECT json_build_object('roles', coalesce(json_agg(DISTINCT r.name), '[]'), 'claims', "
    "coalesce(json_agg(DISTINCT c.action) FILTER (WHERE c.action IS NOT NULL), '[]')) FROM "
    "{schema}.roles r LEFT JOIN {schema}.role_claims rc ON rc.role_id = r.id LEFT JOIN "
    "{schema}.claims c ON c.id = rc.claim_id WHERE r.is_active AND r.name = ANY ($1::text[])"};
constexpr pg::statement lock_address{
    "auth.invite.lock",
    "SELECT pg_advisory_xact_lock(hashtextextended('{schema}.invitations ' || $1::text, 0))"};
constexpr pg::statement select_latest{
    "auth.invite.latest",
    "SELECT created_at FROM {schema}.invitations WHERE lower(email COLLATE \"C\") = $1 AND "
    "created_at > $2::timestamptz AND accepted_at IS NULL AND revoked_at IS NULL "
    "ORDER BY created_at DESC LIMIT 1"};
constexpr pg::statement void_older{"auth.invite.void",
                                   "UPDATE {schema}.invitations SET revoked_at = $2::timestamptz "
                                   "WHERE lower(email COLLATE \"C\") = "
                                   "$1 AND accepted_at IS NULL AND revoked_at IS NULL"};
constexpr pg::statement insert_invitation{
    "auth.invite.add",
    "INSERT INTO {schema}.invitations (id, email, roles, first_name, last_name, token_hash, "
    "created_at, expires_at, created_by) VALUES ($1::uuid, $2, to_jsonb($3::text[]), $4, $5, $6, "
    "$7::timestamptz, $8::timestamptz, $9::uuid)"};
constexpr pg::statement select_invitation{
    "auth.invite.find", "SELECT id, email, json_build_object('roles', roles, 'claims', "
                        "'[]'::json), first_name, last_name, "
                        "expires_at, created_by FROM {schema}.invitations WHERE token_hash = $1 "
                        "AND accepted_at IS NULL "
                        "AND revoked_at IS NULL AND expires_at > $2::timestamptz"};
constexpr pg::statement update_accepted{
    "auth.invite.accept",
    "UPDATE {schema}.invitations SET accepted_at = $2::timestamptz WHERE id = $1::uuid AND "
    "accepted_at IS NULL AND revoked_at IS NULL AND expires_at > $2::timestamptz"};
constexpr pg::statement insert_roles{
    "auth.user_roles.give", "INSERT INTO {schema}.user_roles (user_id, role_id) SELECT $1::uuid, "
                            "id FROM {schema}.roles WHERE "
                            "name = ANY ($2::text[]) AND is_active ON CONFLICT DO NOTHING"};
constexpr pg::statement delete_old{
    "auth.invite.prune",
    "DELETE FROM {schema}.invitations WHERE id IN (SELECT id FROM {schema}.invitations WHERE "
    "expires_at < $1::timestamptz ORDER BY expires_at LIMIT 5000)"};

std::string names(const std::vector<std::string>& texts) {
    pg::array_text all;
    for (const auto& t : texts) all.add(t);
    return std::move(all).text();
}

}

task<role_grants> find_grants(pg::database& db, pg::call c, const std::vector<std::string>& roles) {
    pg::parameters p{names(roles)};
    const auto found = co_await db.read(c, select_grants, std::move(p));
    co_return json::read<role_grants>(found.text(0, 0)).value();
}

task<std::optional<instant>> invited_since(pg::transaction& tx, const std::string& email,
                                           instant since) {
    pg::parameters address{email};
    co_await tx.run(lock_address, std::move(address));
    pg::parameters p{email, since};
    const auto found = co_await tx.run(select_latest, std::move(p));
    co_return found.empty() ? std::nullopt : found.time_or_null(0, 0);
}

task<void> add_invitation(pg::transaction& tx, const invitation& i, const std::string& token_hash,
                          instant now) {
    pg::parameters older{i.email, now};
    co_await tx.run(void_older, std::move(older));
    pg::parameters p{i.id,       i.email, names(i.roles), i.first_name, i.last_name,
                     token_hash, now,     i.expires_at,   i.by};
    co_await tx.run(insert_invitation, std::move(p));
}

task<std::optional<invitation>> find_invitation(pg::database& db, pg::call c,
                                                const std::string& token_hash, instant now) {
    pg::parameters p{token_hash, now};
    const auto found = co_await db.read(c, select_invitation, std::move(p));
    if (found.empty()) co_return std::nullopt;
    invitation i;
    i.id = found.id(0, 0);
    i.email = found.text(0, 1);
    i.roles = json::read<role_grants>(found.text(0, 2)).value().roles;
    i.first_name = found.text_or_null(0, 3);
    i.last_name = found.text_or_null(0, 4);
    i.expires_at = found.time(0, 5);
    i.by = found.id(0, 6);
    co_return i;
}

task<bool> accept_invitation(pg::transaction& tx, const uuid& id, instant now) {
    pg::parameters p{id, now};
    const auto accepted = co_await tx.run(update_accepted, std::move(p));
    co_return accepted.affected() == 1;
}

task<void> give_roles(pg::transaction& tx, const uuid& user_id,
                      const std::vector<std::string>& roles) {
    if (roles.empty()) co_return;
    pg::parameters p{user_id, names(roles)};
    co_await tx.run(insert_roles, std::move(p));
}

task<void> prune_invitations(pg::database& db, pg::call c, instant before) {
    for (bool more = true; more;) {
        pg::parameters p{before};
        const auto gone = co_await db.write(c, delete_old, std::move(p));
        more = gone.affected() > 0;
    }
}

}
