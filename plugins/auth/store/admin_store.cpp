#include "store/admin_store.hpp"
#include "store/link_table.hpp"
#include "store/rows.hpp"

namespace nucleus::auth {

namespace {

#define AUTH_ACCOUNT_BY_ID                                                                         \
    "SELECT " AUTH_ACCOUNT_COLUMNS " FROM {schema}.users u WHERE u.id = $1::uuid"
constexpr pg::statement select_any_account{"auth.admin.any_account", AUTH_ACCOUNT_BY_ID};
constexpr pg::statement select_account{"auth.admin.account",
                                       AUTH_ACCOUNT_BY_ID " AND u.deleted_at IS NULL"};
#undef AUTH_ACCOUNT_BY_ID
constexpr pg::statement update_active{
    "auth.admin.active",
    "UPDATE {schema}.users SET is_active = $2::boolean, updated_at = $4::timestamptz, updated_by = "
    "$3::uuid WHERE id = $1::uuid"};
constexpr pg::statement delete_failures{
    "auth.admin.unlock",
    "WITH u AS (UPDATE {schema}.users SET failed_login_attempts = 0, is_locked = false, "
    "locked_until = NULL WHERE id = $1::uuid AND (is_locked OR failed_login_attempts > 0 OR "
    "locked_until IS NOT NULL) RETURNING id), gone AS (DELETE FROM {schema}.login_failures WHERE "
    "key = ANY ($2::text[]) RETURNING key) SELECT EXISTS (SELECT 1 FROM u) OR EXISTS (SELECT 1 "
    "FROM gone)"};
constexpr pg::statement delete_password{
    "auth.admin.password",
    "UPDATE {schema}.users SET password = NULL, password_changed_at = $3::timestamptz, updated_at "
    "= $3::timestamptz, updated_by = $2::uuid WHERE id = $1::uuid"};

}

namespace {

task<std::optional<account>> find(pg::transaction& tx, const pg::statement& s, const uuid& id) {
    pg::parameters p{id};
    const auto found = co_await tx.run(s, std::move(p));
    if (found.empty()) co_return std::nullopt;
    co_return read_account(found, 0);
}

}

task<std::optional<account>> account_of(pg::transaction& tx, const uuid& id) {
    return find(tx, select_account, id);
}

task<std::optional<account>> any_account_of(pg::transaction& tx, const uuid& id) {
    return find(tx, select_any_account, id);
}

task<void> set_active(pg::transaction& tx, const uuid& id, bool active, const uuid& by,
                      instant now) {
    pg::parameters p{id, active, by, now};
    co_await tx.run(update_active, std::move(p));
}

task<bool> unlock(pg::transaction& tx, const uuid& id, std::string_view failure_keys) {
    pg::parameters p{id, failure_keys};
    const auto done = co_await tx.run(delete_failures, std::move(p));
    co_return done.boolean(0, 0);
}

task<void> take_password(pg::transaction& tx, const uuid& id, const uuid& by, instant now) {
    pg::parameters p{id, by, now};
    co_await tx.run(delete_password, std::move(p));
    co_await link_table::void_every(tx, id, now);
}

}
