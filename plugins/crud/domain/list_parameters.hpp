// The parameters of a list as they are written: in a URL, or as members of a body.
#pragma once
#include "domain/entity.hpp"
#include "domain/viewer.hpp"
#include <nucleus/describe.hpp>
#include <nucleus/error.hpp>

namespace nucleus::crud {

enum class count_mode : std::uint8_t { automatic, exact, none };
inline const std::vector<std::string>& nucleus_choices(const count_mode*) {
    static const std::vector<std::string> texts{"auto", "exact", "none"};
    return texts;
}

/// Rows that were deleted softly: needs the claim to delete.
enum class deleted_mode : std::uint8_t { without, with, only };
inline const std::vector<std::string>& nucleus_choices(const deleted_mode*) {
    static const std::vector<std::string> texts{"without", "with", "only"};
    return texts;
}

enum class sort_direction : std::uint8_t { asc, desc };
inline const std::vector<std::string>& nucleus_choices(const sort_direction*) {
    static const std::vector<std::string> texts{"asc", "desc"};
    return texts;
}

/// A page as JSON; or the whole list, streamed.
enum class list_format : std::uint8_t { json, csv, ndjson };
inline const std::vector<std::string>& nucleus_choices(const list_format*) {
    static const std::vector<std::string> texts{"json", "csv", "ndjson"};
    return texts;
}

/// Of a URL; structured values are JSON text.
struct list_parameters {
    std::optional<std::int64_t> page, limit, offset;
    std::optional<std::string> cursor;
    count_mode count = count_mode::automatic;
    list_format format = list_format::json;
    std::optional<std::string> filters, sort, fields, with, search, distinct, aggregate, group_by;
    deleted_mode deleted = deleted_mode::without;
    std::optional<std::string> order_by, relations, select; // spellings of older clients
    std::optional<sort_direction> order_direction;
};
NUCLEUS_DESCRIBE(
    list_parameters, (page, "1-based page; default: 1", at_least(1)),
    (limit, "Rows on a page, default: 20; of csv and ndjson: rows in all, default: every one",
     at_least(1)),
    (offset, "Rows to skip; wins over page", at_least(0)),
    (cursor, "meta.nextCursor of the page before", max_length(32768)),
    (count, "Whether totals are counted", defaulted),
    (format, "A page as json; csv and ndjson stream the whole list", defaulted),
    (filters, "JSON: [{field, operator, value}], or nested and, or, not, some, none, every",
     max_length(16384)),
    (sort, "JSON: [{field, direction, nulls}]", max_length(4096)),
    (fields, "JSON: names of the fields to answer with", max_length(16384)),
    (with, "JSON: relations to expand", max_length(16384)),
    (search, "Words to look for", max_length(1024)),
    (distinct, "JSON: fields whose different combinations are wanted", max_length(4096)),
    (aggregate, "JSON: [{fn, field, as}]", max_length(4096)),
    (group_by, "JSON: fields, or {field, bucket}", max_length(4096)),
    (deleted, "Rows that were deleted softly", defaulted),
    (order_by, "Older spelling of sort, with orderDirection", max_length(256)),
    (relations, "Older spelling of with", max_length(16384)),
    (select, "Older spelling of fields", max_length(16384)), (order_direction, "asc or desc"))

/// Of one row.
struct row_parameters {
    std::optional<std::string> fields, with, select, relations;
    deleted_mode deleted = deleted_mode::without;
};
NUCLEUS_DESCRIBE(row_parameters,
                 (fields, "JSON: names of the fields to answer with", max_length(16384)),
                 (with, "JSON: relations to expand", max_length(16384)),
                 (select, "Older spelling of fields", max_length(16384)),
                 (relations, "Older spelling of with", max_length(16384)),
                 (deleted, "Rows that were deleted softly", defaulted))

/// Of a body: structured values as they are, or as JSON text too.
struct list_body {
    std::optional<std::int64_t> page, limit, offset;
    std::optional<std::string> cursor;
    count_mode count = count_mode::automatic;
    list_format format = list_format::json;
    std::optional<raw_json> filters, sort, fields, with, distinct, aggregate, group_by;
    std::optional<std::string> search;
    deleted_mode deleted = deleted_mode::without;
    std::optional<std::string> order_by;
    std::optional<raw_json> relations, select;
    std::optional<sort_direction> order_direction;
};
NUCLEUS_DESCRIBE(list_body, (page, "1-based page; default: 1", at_least(1)),
                 (limit,
                  "Rows on a page, default: 20; of csv and ndjson: rows in all, default: every one",
                  at_least(1)),
                 (offset, "Rows to skip; wins over page", at_least(0)),
                 (cursor, "meta.nextCursor of the page before", max_length(32768)),
                 (count, "Whether totals are counted", defaulted),
                 (format, "A page as json; csv and ndjson stream the whole list", defaulted),
                 (filters, "[{field, operator, value}], or nested and, or, not, some, none, every"),
                 (sort, "[{field, direction, nulls}]"),
                 (fields, "Names of the fields to answer with"), (with, "Relations to expand"),
                 (distinct, "Fields whose different combinations are wanted"),
                 (aggregate, "[{fn, field, as}]"), (group_by, "Fields, or {field, bucket}"),
                 (search, "Words to look for", max_length(1024)),
                 (deleted, "Rows that were deleted softly", defaulted),
                 (order_by, "Older spelling of sort, with orderDirection", max_length(256)),
                 (relations, "Older spelling of with"), (select, "Older spelling of fields"),
                 (order_direction, "asc or desc"))

/// Reads the URL's parameters; faults are `invalid_query`, each with the name of its parameter. One
/// that is the name of a field is told how rows are chosen.
[[nodiscard]] result<list_parameters> read_list_parameters(const entity& e, std::string_view query,
                                                           const viewer& who);
/// Reads a body; empty: no parameter at all.
[[nodiscard]] result<list_parameters> read_list_body(std::string_view json);
/// What `sort` or its older spelling says, as JSON; empty: neither is given.
[[nodiscard]] std::string sort_text(const list_parameters& given);

}
