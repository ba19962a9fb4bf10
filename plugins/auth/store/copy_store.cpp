#include "store/copy_store.hpp"

namespace nucleus::auth {

namespace {

constexpr pg::statement cut_off{"auth.copy.cut_off", R"(
WITH resets AS (UPDATE {schema}.password_reset_tokens SET used_at = $1::timestamptz WHERE used_at IS NULL),
magic AS (UPDATE {schema}.magic_link_tokens SET used_at = $1::timestamptz WHERE used_at IS NULL),
changes AS (UPDATE {schema}.email_change_tokens SET used_at = $1::timestamptz WHERE used_at IS NULL),
invited AS (UPDATE {schema}.invitations SET revoked_at = $1::timestamptz
    WHERE accepted_at IS NULL AND revoked_at IS NULL),
ended AS (UPDATE {schema}.user_sessions SET revoked_at = $1::timestamptz, revoked_reason = 'tenant_restored'
    WHERE revoked_at IS NULL)
UPDATE {schema}.users SET email_verification_token = NULL, email_verification_token_expires_at = NULL
WHERE email_verification_token IS NOT NULL)"};

}

task<void> void_links_and_sessions(pg::transaction& tx, instant now) {
    pg::parameters p{now};
    co_await tx.run(cut_off, std::move(p));
}

}
