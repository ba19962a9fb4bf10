#include "store/version_store.hpp"

namespace nucleus::tenants {

namespace {

constexpr pg::statement select_version{"tenants.version", R"(
SELECT coalesce(max(number) FILTER (WHERE tables = $1 AND access = $2 AND seeds = $3), 0),
    coalesce(array_agg(number ORDER BY number) FILTER (WHERE tables = $1 AND access = $2), '{}'),
    coalesce(max(number), 0)
FROM {schema}.tenant_versions)"};
constexpr pg::statement insert_version{
    "tenants.version.add",
    "INSERT INTO {schema}.tenant_versions (tables, access, seeds) VALUES ($1, $2, $3)"};
// Of two nodes that start with the same, one adds it.
constexpr pg::statement lock_versions{
    "tenants.version.lock", "LOCK TABLE {schema}.tenant_versions IN SHARE ROW EXCLUSIVE MODE"};

schema_version read_version(const pg::rows& r) {
    return {static_cast<int>(r.integer(0, 0)), std::string{r.text(0, 1)}};
}

}

task<schema_version> find_version(pg::database& db, pg::call c, const schema_contents& what) {
    const pg::parameters p{what.tables, what.access, what.seeds};
    const auto found = co_await db.read(c, select_version, p);
    co_return read_version(found);
}

task<schema_version> add_version(pg::transaction& tx, const schema_contents& what) {
    co_await tx.run(lock_versions);
    const pg::parameters p{what.tables, what.access, what.seeds};
    const auto found = co_await tx.run(select_version, p);
    auto v = read_version(found);
    if (v.number > 0 && v.number == found.integer(0, 2)) co_return v; // what was in use last
    co_await tx.run(insert_version, p);
    co_await tx.notify(version_topic, "");
    const auto added = co_await tx.run(select_version, p);
    co_return read_version(added);
}

}
