// The sections `entities` and `crud` of config.json.
#pragma once
#include <chrono>
#include <nucleus/describe.hpp>
#include <optional>
#include <string>
#include <vector>

namespace nucleus::crud {

/// The types a column may have; the texts are those of config.json.
enum class column_type : std::uint8_t {
    uuid,
    varchar,
    text,
    fixed_char,
    boolean,
    smallint,
    integer,
    bigint,
    numeric,
    real,
    double_precision,
    date,
    time,
    timestamp,
    timestamptz,
    jsonb,
    bytea
};
inline const std::vector<std::string>& nucleus_choices(const column_type*) {
    static const std::vector<std::string> texts{
        "uuid",    "varchar",   "text",        "char",  "boolean", "smallint",
        "integer", "bigint",    "numeric",     "real",  "double",  "date",
        "time",    "timestamp", "timestamptz", "jsonb", "bytea"};
    return texts;
}

/// What becomes of the referencing row.
enum class reference_action : std::uint8_t { no_action, restrict, cascade, set_null, set_default };
inline const std::vector<std::string>& nucleus_choices(const reference_action*) {
    static const std::vector<std::string> texts{"no action", "restrict", "cascade", "set null",
                                                "set default"};
    return texts;
}

enum class sanitizer : std::uint8_t { trim, lowercase, uppercase };
inline const std::vector<std::string>& nucleus_choices(const sanitizer*) {
    static const std::vector<std::string> texts{"trim", "lowercase", "uppercase"};
    return texts;
}

enum class verb : std::uint8_t { get, post, put, del };
inline const std::vector<std::string>& nucleus_choices(const verb*) {
    static const std::vector<std::string> texts{"get", "post", "put", "delete"};
    return texts;
}

struct reference_config {
    std::string table;
    std::string column = "id";
    reference_action on_delete = reference_action::no_action;
    reference_action on_update = reference_action::no_action;
};
NUCLEUS_DESCRIBE(reference_config, (table, "The table that is referred to"),
                 (column, "Its column", defaulted),
                 (on_delete, "When that row is deleted", defaulted),
                 (on_update, "When its key changes", defaulted))

struct validation_config {
    std::optional<double> min, max;
    std::optional<int> min_length, max_length;
    std::string pattern;
    bool email = false, url = false;
};
NUCLEUS_DESCRIBE(validation_config, (min, "Least number"), (max, "Greatest number"),
                 (min_length, "Least number of characters", at_least(0)),
                 (max_length, "Greatest number of characters", at_least(0)),
                 (pattern, "ECMAScript pattern of the text", defaulted),
                 (email, "An e-mail address", defaulted), (url, "An absolute URL", defaulted))

struct column_config {
    std::string name;
    column_type type = column_type::text;
    bool array = false;
    std::optional<int> length, precision, scale;
    bool not_null = false, unique = false;
    std::optional<raw_json> default_value;
    std::optional<reference_config> references;
    std::vector<std::string> enum_values;
    std::vector<sanitizer> sanitize;
    validation_config validation;
    bool read_only = false, is_protected = false, searchable = false;
};
NUCLEUS_DESCRIBE(column_config, (name, "snake_case", pattern("^[a-z][a-z0-9_]{0,62}$")),
                 (type, "PostgreSQL type"), (array, "An array of it", defaulted),
                 (length, "Characters, of varchar and char", at_least(1), at_most(10485760)),
                 (precision, "Digits, of numeric", at_least(1), at_most(1000)),
                 (scale, "Digits after the point, of numeric", at_least(0), at_most(1000)),
                 (not_null, "A value must be given", defaulted),
                 (unique, "No two rows have the same value", defaulted),
                 (default_value, "Value of a row that gives none", named("default")),
                 (references, "Foreign key"), (enum_values, "The allowed values", defaulted),
                 (sanitize, "Applied to text before validation", defaulted),
                 (validation, "Rules for values", defaulted),
                 (read_only, "Not writable through the API", defaulted),
                 (is_protected, "Only readable with the claim get.<table>.<column>",
                  named("protected"), defaulted),
                 (searchable, "Found by the search parameter", defaulted))

struct index_config {
    std::string name;
    std::vector<std::string> columns;
    bool unique = false;
    std::string where;
};
NUCLEUS_DESCRIBE(index_config, (name, "Of the index", pattern("^[a-z][a-z0-9_]{0,62}$")),
                 (columns, "In this order", min_length(1)),
                 (unique, "No two rows have the same values", defaulted),
                 (where, "SQL condition of a partial index", defaulted))

struct check_config {
    std::string name, expression;
};
NUCLEUS_DESCRIBE(check_config, (name, "Of the constraint", pattern("^[a-z][a-z0-9_]{0,62}$")),
                 (expression, "SQL condition that every row meets"))

struct unique_config {
    std::string name;
    std::vector<std::string> columns;
};
NUCLEUS_DESCRIBE(unique_config, (name, "Of the constraint", pattern("^[a-z][a-z0-9_]{0,62}$")),
                 (columns, "Whose values together are unique", min_length(1)))

struct constraints_config {
    std::vector<check_config> check;
    std::vector<unique_config> unique;
};
NUCLEUS_DESCRIBE(constraints_config, (check, "Conditions", defaulted),
                 (unique, "Unique combinations", defaulted))

struct search_config {
    std::vector<std::string> columns;
    std::string language = "simple";
};
NUCLEUS_DESCRIBE(search_config, (columns, "Columns that are searched", min_length(1)),
                 (language, "Text search configuration of PostgreSQL", pattern("^[a-z_]{1,63}$"),
                  defaulted))

struct entity_config {
    std::string table_name, singular_name;
    bool add_base_columns = true, bulk_endpoints_enabled = false;
    std::optional<bool> soft_delete;
    std::vector<verb> open_verbs;
    std::string ownership;
    std::optional<search_config> search;
    bool audit = true;
    std::vector<column_config> columns;
    std::vector<index_config> indexes;
    constraints_config constraints;
};
NUCLEUS_DESCRIBE(
    entity_config,
    (table_name, "snake_case, plural", named("table_name"), pattern("^[a-z][a-z0-9_]{0,62}$")),
    (singular_name, "Where the plural is irregular: child", pattern("^([a-z][a-z0-9_]{0,62})?$"),
     defaulted),
    (add_base_columns, "id, created_at, updated_at, is_active, created_by, updated_by",
     named("add_base_columns"), defaulted),
    (bulk_endpoints_enabled, "Offer the bulk endpoints", named("bulk_endpoints_enabled"),
     defaulted),
    (soft_delete, "Deleting sets deleted_at; default: crud.defaultDelete"),
    (open_verbs, "What anonymous callers may do", named("public"), defaulted),
    (ownership, "Column that holds the owner's user id", defaulted), (search, "Full text search"),
    (audit, "Record changes in audit_logs", defaulted), (columns, "Its own columns", min_length(1)),
    (indexes, "Further indexes", defaulted), (constraints, "Conditions on whole rows", defaulted))

/// The section is a list: its single field has its name.
struct entities_config {
    std::vector<entity_config> entities;
};
NUCLEUS_DESCRIBE(entities_config, (entities, "The tables of the application", defaulted, restart))

enum class big_number_form : std::uint8_t { number, string };
inline const std::vector<std::string>& nucleus_choices(const big_number_form*) {
    static const std::vector<std::string> texts{"number", "string"};
    return texts;
}
enum class delete_mode : std::uint8_t { hard, soft };
inline const std::vector<std::string>& nucleus_choices(const delete_mode*) {
    static const std::vector<std::string> texts{"hard", "soft"};
    return texts;
}

struct crud_config {
    int max_limit = 1000, exact_count_limit = 10000;
    std::chrono::milliseconds count_budget{20};
    byte_size bulk_body_limit{64ULL * 1024 * 1024};
    int max_depth = 5, max_bulk_items = 10000, max_expressions = 200;
    big_number_form big_numbers = big_number_form::number;
    delete_mode default_delete = delete_mode::hard;
};
NUCLEUS_DESCRIBE(crud_config, (max_limit, "Largest page", at_least(1), at_most(100000), defaulted),
                 (exact_count_limit, "Rows that count=auto counts exactly", at_least(0),
                  at_most(100000000), defaulted),
                 (count_budget, "Time that count=auto may take", defaulted),
                 (bulk_body_limit, "Largest body of a bulk request", defaulted),
                 (max_depth, "Nesting of filters and of with", at_least(1), at_most(20), defaulted),
                 (max_bulk_items, "Items in a bulk request", at_least(1), at_most(1000000),
                  defaulted),
                 (max_expressions, "Comparisons in a filter", at_least(1), at_most(10000),
                  defaulted),
                 (big_numbers, "How numeric and large bigint values are written", defaulted),
                 (default_delete, "Of entities that do not say", restart, defaulted))

}
