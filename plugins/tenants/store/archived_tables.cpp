#include "store/archived_tables.hpp"
#include <algorithm>

namespace nucleus::tenants {

namespace {

constexpr pg::statement no_timeout{"tenants.archive.time",
                                   "SELECT set_config('statement_timeout', '0', true)"};

// What JSON has no equal for, or PostgreSQL a cast of its own to, travels as text.
constexpr pg::statement select_columns{"tenants.archive.tables", R"(
SELECT c.relname, format('%I.%I', n.nspname, c.relname), a.attname, quote_ident(a.attname),
  quote_literal(a.attname), format_type(a.atttypid, a.atttypmod),
  CASE WHEN a.atttypid = 'jsonb'::regtype THEN 'jsonb'
    WHEN coalesce(nullif(t.typelem, 0), t.oid) = ANY ('{bool,int2,int4,int8,float4,float8,numeric,text,
      varchar,bpchar,uuid,date,time,timestamp,timestamptz,bytea}'::regtype[]) THEN 'plain'
    ELSE 'text' END
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
    AND a.attgenerated = ''
  JOIN pg_type t ON t.oid = a.atttypid
WHERE n.nspname = $1 AND c.relkind IN ('r', 'p') AND NOT c.relispartition
ORDER BY c.relname, a.attnum)"};

constexpr pg::statement select_rules{"tenants.archive.rules", R"(
SELECT 'ALTER TABLE ' || conrelid::regclass || ' DROP CONSTRAINT ' || quote_ident(conname),
  'ALTER TABLE ' || conrelid::regclass || ' ADD CONSTRAINT ' || quote_ident(conname) || ' '
    || pg_get_constraintdef(c.oid)
FROM pg_constraint c JOIN pg_namespace n ON n.oid = c.connamespace
WHERE n.nspname = $1 AND c.contype = 'f' AND c.conparentid = 0
UNION ALL
SELECT 'ALTER TABLE ' || tgrelid::regclass || ' DISABLE TRIGGER ' || quote_ident(tgname),
  'ALTER TABLE ' || tgrelid::regclass || ' ENABLE TRIGGER ' || quote_ident(tgname)
FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = $1 AND NOT t.tgisinternal AND t.tgenabled = 'O' AND t.tgparentid = 0
UNION ALL
SELECT NULL, format('SELECT setval(%L, coalesce(max(%I), 1), count(%I) > 0) FROM %s',
  s.oid::regclass, a.attname, a.attname, d.refobjid::regclass)
FROM pg_class s JOIN pg_namespace n ON n.oid = s.relnamespace
  JOIN pg_depend d ON d.classid = 'pg_class'::regclass AND d.objid = s.oid
    AND d.refclassid = 'pg_class'::regclass AND d.deptype IN ('a', 'i')
  JOIN pg_attribute a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
WHERE n.nspname = $1 AND s.relkind = 'S')"};

/// Of rows that are read at once.
constexpr std::size_t piece_size = 1024UL * 1024;
constexpr std::int64_t most_rows = 10'000;

using form = archived_column::form;

form form_of(std::string_view word) {
    if (word == "plain") return form::plain;
    return word == "jsonb" ? form::jsonb : form::text;
}

/// A list of what `write` makes of each column that it is for.
template <class Write>
std::string listed(const std::vector<archived_column>& columns, Write write) {
    std::string list;
    for (const auto& c : columns) {
        const std::string item = write(c);
        if (!item.empty()) list.append(list.empty() ? "" : ", ").append(item);
    }
    return list;
}

/// One row as the text of a JSON object. A jsonb value that is NULL is left out, since null is
/// another one.
std::string rows_sql(const archived_table& t) {
    const auto outputs = listed(t.columns, [](const archived_column& c) {
        return "t." + c.quoted + (c.travels == form::text ? "::text AS " + c.quoted : "");
    });
    const auto missing = listed(t.columns, [](const archived_column& c) {
        return c.travels == form::jsonb
                   ? "CASE WHEN r." + c.quoted + " IS NULL THEN " + c.literal + " END"
                   : std::string{};
    });
    const auto without =
        missing.empty() ? "" : " - array_remove(ARRAY[" + missing + "]::text[], NULL)";
    return "SELECT (to_jsonb(r.*)" + without + ")::text FROM (SELECT " + outputs + " FROM " +
           t.quoted + " AS t) AS r";
}

std::string insert_sql(const archived_table& t, const std::vector<archived_column>& columns) {
    const auto names = listed(columns, [](const archived_column& c) { return c.quoted; });
    const auto values = listed(columns, [](const archived_column& c) {
        if (c.travels == form::jsonb) return "j.value -> " + c.literal;
        return "r." + c.quoted + (c.travels == form::text ? "::" + c.type : "");
    });
    const auto read_as = listed(columns, [](const archived_column& c) {
        return c.quoted + (c.travels == form::plain ? " " + c.type : " text");
    });
    return "INSERT INTO " + t.quoted + " (" + names + ") OVERRIDING SYSTEM VALUE SELECT " + values +
           " FROM jsonb_array_elements($1::jsonb) AS j(value), jsonb_to_record(j.value) AS r(" +
           read_as + ")";
}

}

task<std::vector<archived_table>> find_tables(pg::transaction& tx, std::string_view schema) {
    pg::parameters p{schema};
    const auto found = co_await tx.run(select_columns, std::move(p));
    std::vector<archived_table> tables;
    for (std::size_t r = 0; r < found.size(); ++r) {
        const auto text = [&](std::size_t c) { return std::string{found.text(r, c)}; };
        if (tables.empty() || tables.back().name != found.text(r, 0))
            tables.push_back({text(0), text(1), {}});
        tables.back().columns.push_back(
            {text(2), text(3), text(4), text(5), form_of(found.text(r, 6))});
    }
    co_return tables;
}

task<table_extent> measure(pg::transaction& tx, const archived_table& t) {
    const auto sql = "SELECT count(*), coalesce(sum(octet_length(line) + 1), 0)::bigint FROM (" +
                     rows_sql(t) + ") AS lines(line)";
    const pg::statement s{"tenants.archive.measure", sql};
    const auto found = co_await tx.run(s);
    co_return table_extent{found.integer(0, 0), found.integer(0, 1)};
}

table_reader::table_reader(pg::transaction& tx, const archived_table& t)
    : tx_{tx}
    , table_{t} {}

task<void> table_reader::open() {
    const auto sql = "DECLARE archive NO SCROLL CURSOR FOR " + rows_sql(table_);
    const pg::statement s{"tenants.archive.open", sql};
    co_await tx_.run(s);
}

task<std::string> table_reader::next() {
    std::string lines;
    if (done_) co_return lines;
    const auto sql = "FETCH FORWARD " + std::to_string(at_once_) + " FROM archive";
    const pg::statement s{"tenants.archive.fetch", sql};
    const auto rows = co_await tx_.run(s);
    for (std::size_t r = 0; r < rows.size(); ++r) lines.append(rows.text(r, 0)).push_back('\n');
    done_ = rows.size() < static_cast<std::size_t>(at_once_);
    if (done_) {
        constexpr pg::statement close{"tenants.archive.close", "CLOSE archive"};
        co_await tx_.run(close);
    } else {
        const auto per_row = std::max<std::size_t>(1, lines.size() / rows.size());
        at_once_ =
            std::clamp(static_cast<std::int64_t>(piece_size / per_row), std::int64_t{1}, most_rows);
    }
    co_return lines;
}

task<void> lift_statement_timeout(pg::transaction& tx) { co_await tx.run(no_timeout); }

task<std::string> make_room(pg::transaction& tx, std::string_view schema,
                            const std::vector<archived_table>& tables) {
    pg::parameters p{schema};
    const auto rules = co_await tx.run(select_rules, std::move(p));
    std::string down, back;
    for (std::size_t r = 0; r < rules.size(); ++r) {
        if (!rules.null(r, 0)) down.append(rules.text(r, 0)).append(";\n");
        back.append(rules.text(r, 1)).append(";\n");
    }
    for (const auto& t : tables)
        down.append(&t == tables.data() ? "TRUNCATE " : ", ").append(t.quoted);
    if (!down.empty()) co_await tx.script(down);
    co_return back;
}

task<void> put_rules_back(pg::transaction& tx, const std::string& sql) {
    if (!sql.empty()) co_await tx.script(sql);
}

task<std::int64_t> insert_rows(pg::transaction& tx, const archived_table& t,
                               const std::vector<archived_column>& columns, std::string rows) {
    const auto sql = insert_sql(t, columns);
    const pg::statement s{"tenants.restore.rows", sql};
    pg::parameters p{rows};
    const auto made = co_await tx.run(s, std::move(p));
    co_return static_cast<std::int64_t>(made.affected());
}

}
