#include "store/reference_store.hpp"
#include <nucleus/pg/array_text.hpp>

namespace nucleus::auth {

namespace {

// By pg_depend, since no index leads to the tables of a schema, or the keys that refer to a table.
// Columns of one name mean the same in every table; owner_id and entity_id only beside a column
// that says whose. A foreign key that is also known by name counts once.
constexpr pg::statement select_references{"auth.user.references", R"(
WITH home AS (SELECT '{schema}.users'::regclass AS users),
found AS (
  SELECT c.conrelid AS rel, c.conkey[1] AS att, c.confdeltype IN ('a', 'r') AS keeps, true AS is_key
  FROM home JOIN pg_depend d ON d.refclassid = 'pg_class'::regclass AND d.refobjid = home.users
      AND d.classid = 'pg_constraint'::regclass
    JOIN pg_constraint c ON c.oid = d.objid AND c.confrelid = home.users
  WHERE c.contype = 'f' AND c.conparentid = 0 AND cardinality(c.conkey) = 1
    AND c.confkey[1] = (SELECT attnum FROM pg_attribute WHERE attrelid = home.users AND attname = 'id')
  UNION ALL
  SELECT a.attrelid, a.attnum, false, false
  FROM home JOIN pg_class u ON u.oid = home.users
    JOIN pg_depend d ON d.refclassid = 'pg_namespace'::regclass AND d.refobjid = u.relnamespace
      AND d.classid = 'pg_class'::regclass
    JOIN pg_class t ON t.oid = d.objid AND t.relkind IN ('r', 'p') AND NOT t.relispartition
    JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum > 0 AND NOT a.attisdropped
      AND a.atttypid = 'uuid'::regtype
  WHERE a.attname IN ('created_by', 'updated_by', 'deleted_by', 'user_id', 'uploaded_by',
      'impersonator_id', 'owner_id')
    OR (a.attname = 'entity_id' AND EXISTS (SELECT 1 FROM pg_attribute w WHERE w.attrelid = t.oid
        AND w.attname = 'entity_name' AND NOT w.attisdropped))
    OR (t.relname::text, a.attname::text) IN (SELECT * FROM unnest($1::text[], $2::text[]))
)
SELECT t.relname, a.attname, bool_or(f.keeps), f.rel::regclass::text, quote_ident(a.attname),
  CASE WHEN bool_or(f.is_key) THEN ''
    WHEN a.attname = 'entity_id' THEN ' AND entity_name = ''users'''
    WHEN a.attname = 'owner_id' AND EXISTS (SELECT 1 FROM pg_attribute w WHERE w.attrelid = f.rel
      AND w.attname = 'owner_type' AND NOT w.attisdropped) THEN ' AND owner_type = ''user'''
    ELSE '' END
FROM found f JOIN pg_class t ON t.oid = f.rel
  JOIN pg_attribute a ON a.attrelid = f.rel AND a.attnum = f.att
GROUP BY f.rel, t.relname, a.attname ORDER BY t.relname, a.attname)"};
constexpr pg::statement select_user{"auth.user.exists",
                                    "SELECT 1 FROM {schema}.users WHERE id = $1::uuid"};
constexpr pg::statement insert_copy{
    "auth.user.copy", "INSERT INTO {schema}.users SELECT (jsonb_populate_record(u, "
                      "jsonb_build_object('id', $2::text, "
                      "'deleted_at', $3::text))).* FROM {schema}.users u WHERE u.id = $1::uuid"};
constexpr pg::statement delete_user{"auth.user.remove",
                                    "DELETE FROM {schema}.users WHERE id = $1::uuid"};
constexpr pg::statement show_copy{
    "auth.user.show", "UPDATE {schema}.users SET deleted_at = NULL WHERE id = $1::uuid"};
constexpr pg::statement delete_belongings{
    "auth.user.belongings",
    "WITH a AS (DELETE FROM {schema}.addresses WHERE owner_type = 'user' AND owner_id = $1::uuid), "
    "p AS (DELETE FROM {schema}.phones WHERE owner_type = 'user' AND owner_id = $1::uuid) DELETE "
    "FROM {schema}.login_failures WHERE key = ANY ($2::text[])"};

}

task<std::vector<user_reference>>
find_user_references(pg::transaction& tx, const std::vector<referring_column>& declared) {
    pg::array_text tables, columns;
    for (const auto& d : declared) tables.add(d.table), columns.add(d.column);
    pg::parameters p{tables.text(), columns.text()};
    const auto found = co_await tx.run(select_references, std::move(p));
    std::vector<user_reference> all;
    for (std::size_t r = 0; r < found.size(); ++r) {
        const auto text = [&](std::size_t c) { return std::string{found.text(r, c)}; };
        all.push_back({text(0), text(1), found.boolean(r, 2), text(3), text(4), text(5)});
    }
    co_return all;
}

task<std::int64_t> count_references(pg::transaction& tx, const user_reference& by, const uuid& id) {
    const auto sql =
        "SELECT count(*) FROM " + by.at + " WHERE " + by.set + " = $1::uuid" + by.where;
    const pg::statement s{"auth.references.count", sql};
    pg::parameters p{id};
    const auto counted = co_await tx.run(s, std::move(p));
    co_return counted.integer(0, 0);
}

task<std::int64_t> move_references(pg::transaction& tx, const user_reference& r, const uuid& from,
                                   const uuid& to) {
    const auto sql =
        "UPDATE " + r.at + " SET " + r.set + " = $2::uuid WHERE " + r.set + " = $1::uuid" + r.where;
    const pg::statement s{"auth.references.move", sql};
    pg::parameters p{from, to};
    const auto moved = co_await tx.run(s, std::move(p));
    co_return static_cast<std::int64_t>(moved.affected());
}

task<bool> has_user(pg::transaction& tx, const uuid& id) {
    pg::parameters p{id};
    const auto found = co_await tx.run(select_user, std::move(p));
    co_return !found.empty();
}

task<void> copy_user(pg::transaction& tx, const uuid& from, const uuid& to, instant now) {
    pg::parameters p{from, to, now};
    co_await tx.run(insert_copy, std::move(p));
}

task<void> replace_user(pg::transaction& tx, const uuid& from, const uuid& to) {
    pg::parameters gone{from};
    co_await tx.run(delete_user, std::move(gone));
    pg::parameters p{to};
    co_await tx.run(show_copy, std::move(p));
}

task<void> remove_user(pg::transaction& tx, const uuid& id, std::string_view failure_keys) {
    pg::parameters owned{id, failure_keys};
    co_await tx.run(delete_belongings, std::move(owned));
    pg::parameters p{id};
    co_await tx.run(delete_user, std::move(p));
}

}
