// Columns of accounts and sessions, and how their rows are read.
#pragma once
#include "domain/account.hpp"
#include "domain/session.hpp"
#include <nucleus/pg/value.hpp>

// Literals, so that statements are put together by the compiler. A claim that one role grants for
// every row and another for some (role_claims.scope) has no scope.
#define AUTH_GRANTED_CLAIMS                                                                        \
    "{schema}.user_roles ur JOIN {schema}.roles r ON r.id = ur.role_id AND r.is_active JOIN "      \
    "{schema}.role_claims rc ON rc.role_id = r.id AND rc.is_active JOIN {schema}.claims c ON "     \
    "c.id "                                                                                        \
    "= rc.claim_id AND c.is_active WHERE ur.is_active AND ur.user_id = u.id"
#define AUTH_ACCOUNT_COLUMNS                                                                       \
    "u.id, u.email, u.username, u.password, u.email_verified, u.is_active, u.is_god, "             \
    "u.last_login_at AT TIME ZONE 'UTC', u.created_at, json_build_object("                         \
    "'roles', (SELECT coalesce(json_agg(r.name ORDER BY r.name), '[]') FROM {schema}.user_roles "  \
    "ur JOIN {schema}.roles r ON r.id = ur.role_id AND r.is_active WHERE ur.is_active AND "        \
    "ur.user_id = u.id), "                                                                         \
    "'claims', (SELECT coalesce(json_agg(DISTINCT c.action), '[]') FROM " AUTH_GRANTED_CLAIMS      \
    " AND rc.scope IS NULL), 'scopes', (SELECT coalesce(json_agg(json_build_object('claim', "      \
    "s.action, 'filters', s.filters)), '[]') FROM (SELECT c.action, json_agg(DISTINCT rc.scope) "  \
    "AS filters FROM " AUTH_GRANTED_CLAIMS                                                         \
    " GROUP BY c.action HAVING bool_and(rc.scope IS NOT NULL)) s)), "                              \
    "(SELECT k.expires_at FROM {schema}.user_cohorts k WHERE k.id = u.cohort_id AND NOT EXISTS "   \
    "(SELECT 1 FROM {schema}.user_roles ur JOIN {schema}.roles r ON r.id = ur.role_id AND "        \
    "r.is_active WHERE ur.is_active AND ur.user_id = u.id AND r.is_system))"

/// What ME tells of the user u beside the account.
#define AUTH_BELONGINGS                                                                            \
    "json_build_object('profile', (SELECT json_build_object('id', p.id, 'firstName', "             \
    "p.first_name, 'lastName', p.last_name) FROM {schema}.profiles p WHERE p.user_id = u.id AND "  \
    "p.is_active), 'addresses', (SELECT coalesce(json_agg(json_build_object('id', a.id, 'name', "  \
    "a.name, 'street', a.street, 'city', a.city, 'state', a.state, 'zip', a.zip, 'country', "      \
    "a.country, 'type', a.type) ORDER BY a.created_at, a.id), '[]') FROM {schema}.addresses a "    \
    "WHERE a.owner_type = 'user' AND a.owner_id = u.id AND a.is_active), 'phones', (SELECT "       \
    "coalesce(json_agg(json_build_object('id', t.id, 'name', t.name, 'type', t.type, "             \
    "'countryCode', t.country_code, 'number', t.number, 'extension', t.extension) ORDER BY "       \
    "t.created_at, t.id), '[]') FROM {schema}.phones t WHERE t.owner_type = 'user' AND "           \
    "t.owner_id "                                                                                  \
    "= u.id AND t.is_active), 'files', (SELECT coalesce(json_agg(json_build_object('id', f.id, "   \
    "'name', f.name, 'originalName', f.original_name, 'type', f.type, 'size', f.size, "            \
    "'mimeType', "                                                                                 \
    "f.mime_type, 'extension', f.extension) ORDER BY f.created_at, f.id), '[]') FROM "             \
    "{schema}.files f WHERE f.uploaded_by = u.id AND f.is_active))"

#define AUTH_SESSION_COLUMNS                                                                       \
    "s.id, s.user_id, s.refresh_seed, s.refresh_generation, s.refresh_rotated_at, s.revoked_at, "  \
    "s.created_at, s.last_activity_at, s.expires_at, s.remember_me, s.login_method, "              \
    "s.approval_status, s.device_name, s.device_type, s.browser_name, s.browser_version, "         \
    "s.os_name, s.os_version, s.ip_address, s.impersonator_id, s.impersonator_session_id, "        \
    "s.device_id, EXISTS (SELECT 1 FROM {schema}.trusted_devices d WHERE d.id = s.device_id AND "  \
    "d.status = 'trusted' AND d.expires_at > now()), s.approval_requested_at"

namespace nucleus::auth {

inline constexpr std::size_t account_columns = 11, session_columns = 24;

/// Of a result, from column `first` on.
[[nodiscard]] account read_account(const pg::rows& r, std::size_t first);
[[nodiscard]] session read_session(const pg::rows& r, std::size_t first, std::size_t row = 0);

}
