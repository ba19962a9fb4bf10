#include "schema/catalog_reader.hpp"
#include <sstream>

namespace nucleus::crud {

namespace {

// No index of the catalog leads from a schema to its tables, but that of dependencies does: with
// thousands of tenants pg_class has a million rows.
#define IN_SCHEMA                                                                                  \
    "t.oid = ANY (ARRAY(SELECT d.objid FROM pg_catalog.pg_depend d WHERE d.refclassid = "          \
    "'pg_catalog.pg_namespace'::regclass AND d.classid = 'pg_catalog.pg_class'::regclass AND "     \
    "d.refobjid = CASE WHEN $1::text = 'pg_temp' THEN pg_my_temp_schema() ELSE "                   \
    "to_regnamespace(quote_ident($1::text))::oid END))"
constexpr pg::statement columns_of_schema{"crud.schema.columns", R"(
SELECT t.relname, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull,
       coalesce(pg_get_expr(d.adbin, d.adrelid), '')
FROM pg_catalog.pg_class t
JOIN pg_catalog.pg_attribute a ON a.attrelid = t.oid AND a.attnum > 0 AND NOT a.attisdropped
LEFT JOIN pg_catalog.pg_attrdef d ON d.adrelid = t.oid AND d.adnum = a.attnum
WHERE t.relkind IN ('r', 'p')
  AND )" IN_SCHEMA R"(
ORDER BY t.relname, a.attnum)"};

constexpr pg::statement indexes_of_schema{"crud.schema.indexes", R"(
SELECT t.relname, i.relname, x.indisunique, coalesce(pg_get_expr(x.indpred, x.indrelid), ''),
       array_to_string(ARRAY(SELECT a.attname FROM unnest(x.indkey::int2[]) WITH ORDINALITY k(n, o)
                             JOIN pg_catalog.pg_attribute a ON a.attrelid = t.oid AND a.attnum = k.n ORDER BY k.o), ' '),
       coalesce(pg_get_expr(x.indexprs, x.indrelid), ''), x.indisvalid,
       EXISTS (SELECT FROM pg_catalog.pg_constraint c WHERE c.conrelid = x.indrelid AND c.conindid = x.indexrelid AND c.contype IN ('p', 'u', 'x'))
FROM pg_catalog.pg_index x
JOIN pg_catalog.pg_class t ON t.oid = x.indrelid
JOIN pg_catalog.pg_class i ON i.oid = x.indexrelid
WHERE )" IN_SCHEMA};

constexpr pg::statement constraints_of_schema{"crud.schema.constraints", R"(
SELECT t.relname, c.conname, c.contype = 'f', c.convalidated,
       array_to_string(ARRAY(SELECT a.attname FROM unnest(c.conkey) k(n)
                             JOIN pg_catalog.pg_attribute a ON a.attrelid = t.oid AND a.attnum = k.n), ' '),
       CASE c.contype WHEN 'c' THEN regexp_replace(pg_get_constraintdef(c.oid), ' NOT VALID$', '') ELSE
           (SELECT a.attname FROM pg_catalog.pg_attribute a WHERE a.attrelid = c.conrelid AND a.attnum = c.conkey[1])
           || ' ' || f.relname || ' ' ||
           (SELECT a.attname FROM pg_catalog.pg_attribute a WHERE a.attrelid = c.confrelid AND a.attnum = c.confkey[1])
           || ' ' || c.confdeltype::text || c.confupdtype::text END
FROM pg_catalog.pg_constraint c
JOIN pg_catalog.pg_class t ON t.oid = c.conrelid
LEFT JOIN pg_catalog.pg_class f ON f.oid = c.confrelid
WHERE c.contype IN ('c', 'f')
  AND )" IN_SCHEMA};

constexpr pg::statement sizes_of_schema{"crud.schema.sizes", R"(
SELECT t.relname, coalesce(pg_table_size(t.oid), 0)
FROM pg_catalog.pg_class t
WHERE t.relkind = 'r' AND )" IN_SCHEMA};
#undef IN_SCHEMA

std::vector<std::string> words(std::string_view text) {
    std::istringstream in{std::string{text}};
    std::vector<std::string> out;
    for (std::string word; in >> word;) out.push_back(word);
    return out;
}

std::string text(const pg::rows& rows, std::size_t r, std::size_t c) {
    return std::string{rows.text(r, c)};
}

}

task<actual_schema> read_schema(pg::transaction& tx, std::string schema) {
    actual_schema found;
    const pg::parameters of{schema};
    const auto columns = co_await tx.run(columns_of_schema, of);
    for (std::size_t r = 0; r < columns.size(); ++r)
        found[text(columns, r, 0)].columns.push_back(
            {text(columns, r, 1), text(columns, r, 2), text(columns, r, 4), columns.boolean(r, 3)});
    const auto indexes = co_await tx.run(indexes_of_schema, of);
    for (std::size_t r = 0; r < indexes.size(); ++r)
        found[text(indexes, r, 0)].indexes[text(indexes, r, 1)] = {
            words(indexes.text(r, 4)), indexes.boolean(r, 2), text(indexes, r, 3),
            text(indexes, r, 5),       indexes.boolean(r, 6), indexes.boolean(r, 7)};
    const auto constraints = co_await tx.run(constraints_of_schema, of);
    for (std::size_t r = 0; r < constraints.size(); ++r) {
        auto& table = found[text(constraints, r, 0)];
        (constraints.boolean(r, 2) ? table.references : table.checks)[text(constraints, r, 1)] = {
            text(constraints, r, 5), constraints.boolean(r, 3), words(constraints.text(r, 4))};
    }
    const auto sizes = co_await tx.run(sizes_of_schema, of);
    for (std::size_t r = 0; r < sizes.size(); ++r)
        found[text(sizes, r, 0)].bytes = sizes.integer(r, 1);
    co_return found;
}

}
