#include "store/copy_store.hpp"

namespace nucleus::auth {

namespace {

#define VOID_LINKS(table)                                                                          \
    "UPDATE {schema}." table " SET used_at = $1::timestamptz WHERE used_at IS NULL"
constexpr pg::statement cut_off{
    "auth.copy.cut_off",
    "WITH resets AS (" VOID_LINKS(
        "password_reset_tokens") "), "
                                 "magic AS (" VOID_LINKS(
                                     "magic_link_tokens") "), "
                                                          "changes AS (" VOID_LINKS(
                                                              "email_change_tokens") "), "
                                                                                     "invited AS "
                                                                                     "(UPDATE "
                                                                                     "{schema}."
                                                                                     "invitations "
                                                                                     "SET "
                                                                                     "revoked_at = "
                                                                                     "$1::"
                                                                                     "timestamptz "
                                                                                     "WHERE "
                                                                                     "accepted_at "
                                                                                     "IS NULL AND "
                                                                                     "revoked_at "
                                                                                     "IS NULL), "
                                                                                     "ended AS "
                                                                                     "(UPDATE "
                                                                                     "{schema}."
                                                                                     "user_"
                                                                                     "sessions SET "
                                                                                     "revoked_at = "
                                                                                     "$1::"
                                                                                     "timestamptz, "
                                                                                     "revoked_"
                                                                                     "reason = "
                                                                                     "'tenant_"
                                                                                     "restored' "
                                                                                     "WHERE "
                                                                                     "revoked_at "
                                                                                     "IS NULL) "
                                                                                     "UPDATE "
                                                                                     "{schema}."
                                                                                     "users SET "
                                                                                     "email_"
                                                                                     "verification_"
                                                                                     "token = "
                                                                                     "NULL, "
                                                                                     "email_"
                                                                                     "verification_"
                                                                                     "token_"
                                                                                     "expires_at = "
                                                                                     "NULL WHERE "
                                                                                     "email_"
                                                                                     "verification_"
                                                                                     "token IS NOT "
                                                                                     "NULL"};
#undef VOID_LINKS

}

task<void> void_links_and_sessions(pg::transaction& tx, instant now) {
    pg::parameters p{now};
    co_await tx.run(cut_off, std::move(p));
}

}
