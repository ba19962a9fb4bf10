#include "store/tenant_store.hpp"
#include "store/rows.hpp"
#include <nucleus/json/json.hpp>

namespace nucleus::tenants {

namespace {

#define FEATURED                                                                                   \
    "SELECT " TENANT_COLUMNS ", t.made_for && $2::int[], f.feature_name, CASE WHEN f.enabled "     \
    "THEN coalesce(f.config, '{}') "                                                               \
    "END FROM {schema}.tenants t LEFT JOIN {schema}.tenant_features f ON f.tenant_id = t.id AND "  \
    "f.is_active "
constexpr pg::statement featured_by_name{"tenants.find_by_name", FEATURED "WHERE t.subdomain = $1"};
constexpr pg::statement featured_by_id{"tenants.find_by_id", FEATURED "WHERE t.id = $1::uuid"};
#undef FEATURED

#define TENANT "SELECT " TENANT_COLUMNS " FROM {schema}.tenants t "
constexpr pg::statement select_tenant{"tenants.get", TENANT "WHERE t.id = $1::uuid"};
constexpr pg::statement select_all{"tenants.all", TENANT "ORDER BY t.subdomain", true};
constexpr pg::statement lock_by_id{"tenants.lock", TENANT "WHERE t.id = $1::uuid FOR UPDATE"};
constexpr pg::statement lock_by_name{"tenants.lock_by_name",
                                     TENANT "WHERE t.subdomain = $1 FOR UPDATE"};
#undef TENANT

constexpr pg::statement select_taken{"tenants.taken", R"(
SELECT EXISTS (SELECT 1 FROM {schema}.tenants WHERE subdomain = $1 OR schema_name = $2::text)
    OR to_regnamespace(quote_ident($2::text)) IS NOT NULL)"};

constexpr pg::statement count_those_unmade{
    "tenants.count_unmade", "SELECT count(*) FROM {schema}.tenants WHERE status = 'provisioning'"};
constexpr pg::statement insert_tenant{"tenants.add", R"(
INSERT INTO {schema}.tenants (id, company_id, subdomain, schema_name, company_name,
    god_admin_email, admin_password_hash, plan, max_users, seed, address_proven, created_by)
SELECT $1::uuid, $2::uuid, $3, $4::text, $5, $6, $7, $8, $9::int, $10::boolean, $11::boolean, $12::uuid
WHERE to_regnamespace(quote_ident($4::text)) IS NULL
ON CONFLICT DO NOTHING)"};

#define CHANGE(columns)                                                                            \
    "UPDATE {schema}.tenants t SET " columns                                                       \
    ", updated_at = now(), updated_by = $2::uuid WHERE t.id = $1::uuid RETURNING " TENANT_COLUMNS
constexpr pg::statement suspend{"tenants.suspend",
                                CHANGE("status = 'suspended', suspended_at = now(), "
                                       "suspended_reason = $3, confirm_before = NULL")};
constexpr pg::statement reactivate{
    "tenants.reactivate",
    CHANGE("status = 'active', suspended_at = NULL, suspended_reason = NULL, deleted_at = NULL")};
constexpr pg::statement remove{"tenants.remove",
                               CHANGE("deleted_at = now(), confirm_before = NULL")};
constexpr pg::statement change_conditions{
    "tenants.change", CHANGE("plan = nullif($3, ''), max_users = $4::int, company_name = $5")};
#undef CHANGE

constexpr pg::statement select_schemas{"tenants.schemas", R"(
SELECT schema_name FROM {schema}.tenants
WHERE made_for && $1::int[] AND version IS NOT NULL AND status IN ('active', 'suspended')
ORDER BY schema_name)",
                                       true};
#define OUTDATED                                                                                   \
    " FROM {schema}.tenants WHERE version IS NOT NULL AND NOT made_for @> ARRAY[$1::int] AND "     \
    "status IN ('active', 'suspended')"
constexpr pg::statement count_those_outdated{
    "tenants.count_outdated",
    "SELECT count(*) FILTER (WHERE last_error IS NULL), count(*) FILTER (WHERE last_error IS NOT "
    "NULL)" OUTDATED " AND id = coalesce($2::uuid, id)",
    true};
constexpr pg::statement select_outdated{"tenants.outdated", "SELECT id" OUTDATED, true};
#undef OUTDATED

std::optional<featured_tenant> read_featured(const pg::rows& r) {
    if (r.empty()) return std::nullopt;
    featured_tenant t{read_tenant(r), r.boolean(0, tenant_columns), {}};
    constexpr auto feature = tenant_columns + 1;
    for (std::size_t i = 0; i < r.size(); ++i)
        if (!r.null(i, feature))
            t.features[std::string{r.text(i, feature)}] = r.text_or_null(i, feature + 1);
    return t;
}

std::optional<tenant_record> read_one(const pg::rows& r) {
    if (r.empty()) return std::nullopt;
    return read_tenant(r);
}

std::string with_reason(const std::optional<std::string>& reason) {
    std::string data{"{"};
    if (reason) {
        data += R"("reason":)";
        json::append_string(data, *reason);
    }
    return data + "}";
}

task<tenant_record> finish_change(pg::transaction& tx, const pg::rows& changed,
                                  std::string_view event, std::string data, const performer& by) {
    auto t = read_tenant(changed);
    co_await add_event(tx, tx.schema(), t.id, event, data, by);
    const auto id = t.id.text();
    co_await tx.notify(tenant_topic, id);
    co_return t;
}

}

task<std::optional<featured_tenant>>
find_by_name(pg::database& db, pg::call c, std::string_view subdomain, std::string_view alike) {
    pg::parameters p{subdomain, alike};
    const auto r = co_await db.read(c, featured_by_name, std::move(p));
    co_return read_featured(r);
}

task<std::optional<featured_tenant>> find_by_id(pg::database& db, pg::call c, const uuid& id,
                                                std::string_view alike) {
    pg::parameters p{id, alike};
    const auto r = co_await db.read(c, featured_by_id, std::move(p));
    co_return read_featured(r);
}

task<std::optional<tenant_record>> find_tenant(pg::database& db, pg::call c, const uuid& id) {
    pg::parameters p{id};
    const auto r = co_await db.read(c, select_tenant, std::move(p));
    co_return read_one(r);
}

task<std::vector<tenant_record>> all_tenants(pg::database& db, pg::call c) {
    const auto r = co_await db.read(c, select_all);
    std::vector<tenant_record> all;
    for (std::size_t i = 0; i < r.size(); ++i) all.push_back(read_tenant(r, i));
    co_return all;
}

task<bool> is_taken(pg::database& db, pg::call c, std::string_view subdomain,
                    std::string_view schema) {
    pg::parameters p{subdomain, schema};
    const auto r = co_await db.read(c, select_taken, std::move(p));
    co_return r.boolean(0, 0);
}

task<std::int64_t> count_unmade(pg::database& db, pg::call c) {
    const auto r = co_await db.read(c, count_those_unmade);
    co_return r.integer(0, 0);
}

task<bool> add_tenant(pg::transaction& tx, const new_tenant& t, const performer& by) {
    pg::parameters p{t.id,           t.company_id,  t.subdomain,           t.schema_name,
                     t.company_name, t.admin_email, t.admin_password_hash, t.plan,
                     t.max_users,    t.seed,        t.address_proven,      by.user};
    const auto added = co_await tx.run(insert_tenant, std::move(p));
    if (added.affected() == 0) co_return false;
    co_await add_event(tx, tx.schema(), t.id, "requested", "{}", by);
    co_return true;
}

task<std::optional<tenant_record>> lock_tenant(pg::transaction& tx, std::string_view key) {
    const auto id = uuid::parse(key);
    pg::parameters p{key};
    const auto r = co_await tx.run(id ? lock_by_id : lock_by_name, std::move(p));
    co_return read_one(r);
}

task<tenant_record> set_suspended(pg::transaction& tx, const uuid& id,
                                  const std::optional<std::string>& reason, const performer& by) {
    pg::parameters p{id, by.user, reason};
    const auto changed = co_await tx.run(suspend, std::move(p));
    auto data = with_reason(reason);
    auto t = co_await finish_change(tx, changed, "suspended", std::move(data), by);
    co_return t;
}

task<tenant_record> set_active(pg::transaction& tx, const uuid& id,
                               const std::optional<std::string>& reason, const performer& by) {
    pg::parameters p{id, by.user};
    const auto changed = co_await tx.run(reactivate, std::move(p));
    auto data = with_reason(reason);
    auto t = co_await finish_change(tx, changed, "reactivated", std::move(data), by);
    co_return t;
}

task<tenant_record> set_deleted(pg::transaction& tx, const uuid& id,
                                const std::optional<std::string>& reason, const performer& by) {
    pg::parameters p{id, by.user};
    const auto changed = co_await tx.run(remove, std::move(p));
    auto data = with_reason(reason);
    auto t = co_await finish_change(tx, changed, "deleted", std::move(data), by);
    co_return t;
}

task<tenant_record> set_conditions(pg::transaction& tx, const tenant_record& was,
                                   const tenant_conditions& now, const performer& by) {
    pg::parameters p{was.id, by.user, now.plan, now.max_users, now.company_name};
    const auto changed = co_await tx.run(change_conditions, std::move(p));
    auto data =
        R"({"from":)" + json::to_text(conditions_of(was)) + R"(,"to":)" + json::to_text(now) + "}";
    auto t = co_await finish_change(tx, changed, "changed", std::move(data), by);
    co_return t;
}

task<std::vector<std::string>> schemas_of(pg::database& db, pg::call c, std::string_view alike) {
    pg::parameters p{alike};
    const auto r = co_await db.read(c, select_schemas, std::move(p));
    std::vector<std::string> names;
    for (std::size_t i = 0; i < r.size(); ++i) names.emplace_back(r.text(i, 0));
    co_return names;
}

task<version_counts> count_outdated(pg::database& db, pg::call c, int version,
                                    std::optional<uuid> only) {
    pg::parameters p{version, only};
    const auto r = co_await db.read(c, count_those_outdated, std::move(p));
    co_return version_counts{static_cast<std::size_t>(r.integer(0, 0)),
                             static_cast<std::size_t>(r.integer(0, 1))};
}

task<std::set<uuid>> outdated_tenants(pg::database& db, pg::call c, int version) {
    pg::parameters p{version};
    const auto r = co_await db.read(c, select_outdated, std::move(p));
    std::set<uuid> ids;
    for (std::size_t i = 0; i < r.size(); ++i) ids.insert(r.id(i, 0));
    co_return ids;
}

task<bool> change_one(pg::transaction& tx, pg::statement what, pg::parameters p, uuid id) {
    const auto done = co_await tx.run(what, std::move(p));
    if (done.affected() == 0) co_return false;
    const auto text = id.text();
    co_await tx.notify(tenant_topic, text);
    co_return true;
}

}
