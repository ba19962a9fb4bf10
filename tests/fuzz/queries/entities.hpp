// The section `entities` of the world that is asked about.
#pragma once
#include <string_view>

namespace nucleus::fuzz {

/// `samples` has every type; `makers` full text search and soft deletion; `notes` owners; `labels`
/// hang on samples through a junction, `label_prices` on a column that is no id; `select` has
/// names that are words of SQL; `vaults` are for the godmin alone.
inline constexpr std::string_view section = R"({"entities": [
  {"table_name": "shelves", "singularName": "shelf", "public": ["get"], "columns": [
    {"name": "name", "type": "text", "notNull": true}, {"name": "rank", "type": "smallint"},
    {"name": "parent_id", "type": "uuid", "references": {"table": "shelves"}}]},
  {"table_name": "samples", "public": ["get"], "columns": [
    {"name": "a_uuid", "type": "uuid"}, {"name": "a_varchar", "type": "varchar", "length": 40, "searchable": true},
    {"name": "a_text", "type": "text", "searchable": true}, {"name": "a_char", "type": "char", "length": 4},
    {"name": "a_boolean", "type": "boolean"}, {"name": "a_smallint", "type": "smallint"},
    {"name": "an_integer", "type": "integer"}, {"name": "a_bigint", "type": "bigint"},
    {"name": "a_numeric", "type": "numeric", "precision": 8, "scale": 2}, {"name": "a_real", "type": "real"},
    {"name": "a_double", "type": "double"}, {"name": "a_date", "type": "date"}, {"name": "a_time", "type": "time"},
    {"name": "a_timestamp", "type": "timestamp"}, {"name": "a_timestamptz", "type": "timestamptz"},
    {"name": "a_jsonb", "type": "jsonb"}, {"name": "a_bytea", "type": "bytea"},
    {"name": "l_uuid", "type": "uuid", "array": true}, {"name": "l_varchar", "type": "varchar", "length": 40, "array": true},
    {"name": "l_text", "type": "text", "array": true}, {"name": "l_char", "type": "char", "length": 4, "array": true},
    {"name": "l_boolean", "type": "boolean", "array": true}, {"name": "l_smallint", "type": "smallint", "array": true},
    {"name": "l_integer", "type": "integer", "array": true}, {"name": "l_bigint", "type": "bigint", "array": true},
    {"name": "l_numeric", "type": "numeric", "array": true}, {"name": "l_real", "type": "real", "array": true},
    {"name": "l_double", "type": "double", "array": true}, {"name": "l_date", "type": "date", "array": true},
    {"name": "l_time", "type": "time", "array": true}, {"name": "l_timestamp", "type": "timestamp", "array": true},
    {"name": "l_timestamptz", "type": "timestamptz", "array": true}, {"name": "l_jsonb", "type": "jsonb", "array": true},
    {"name": "l_bytea", "type": "bytea", "array": true},
    {"name": "state", "type": "varchar", "length": 20, "notNull": true, "enumValues": ["draft", "on sale", "it's gone"]},
    {"name": "secret", "type": "integer", "protected": true},
    {"name": "secret_note", "type": "text", "protected": true, "searchable": true},
    {"name": "shelf_id", "type": "uuid", "references": {"table": "shelves"}},
    {"name": "maker_id", "type": "uuid", "references": {"table": "makers"}}]},
  {"table_name": "makers", "softDelete": true, "search": {"columns": ["name", "bio", "diary"], "language": "english"}, "columns": [
    {"name": "name", "type": "text", "notNull": true}, {"name": "bio", "type": "varchar"},
    {"name": "diary", "type": "text", "protected": true}, {"name": "user", "type": "integer"}]},
  {"table_name": "labels", "columns": [
    {"name": "name", "type": "varchar", "notNull": true}, {"name": "weight", "type": "numeric", "precision": 6, "scale": 2},
    {"name": "code", "type": "integer", "unique": true},
    {"name": "curator_id", "type": "uuid", "protected": true, "references": {"table": "makers"}}]},
  {"table_name": "sample_labels", "softDelete": true, "columns": [
    {"name": "sample_id", "type": "uuid", "notNull": true, "references": {"table": "samples"}},
    {"name": "label_id", "type": "uuid", "references": {"table": "labels"}}, {"name": "place", "type": "integer"}]},
  {"table_name": "label_prices", "add_base_columns": false, "columns": [
    {"name": "id", "type": "uuid", "notNull": true}, {"name": "price", "type": "numeric"},
    {"name": "label_code", "type": "integer", "references": {"table": "labels", "column": "code"}}]},
  {"table_name": "notes", "softDelete": true, "ownership": "created_by", "columns": [
    {"name": "title", "type": "text", "searchable": true}, {"name": "stars", "type": "integer"},
    {"name": "maker_id", "type": "uuid", "references": {"table": "makers"}},
    {"name": "sample_id", "type": "uuid", "references": {"table": "samples"}},
    {"name": "reply_to", "type": "uuid", "references": {"table": "notes"}}]},
  {"table_name": "select", "public": ["get", "delete"], "softDelete": true, "ownership": "group", "columns": [
    {"name": "where", "type": "text"}, {"name": "order", "type": "integer", "notNull": true},
    {"name": "desc", "type": "boolean"}, {"name": "group", "type": "uuid"}, {"name": "limit", "type": "date"},
    {"name": "from", "type": "text", "array": true}, {"name": "xmin_of_it", "type": "bigint"},
    {"name": "t", "type": "integer"}, {"name": "k", "type": "integer"}, {"name": "key", "type": "integer"},
    {"name": "a1_b2__c_", "type": "integer"},
    {"name": "a_name_of_exactly_sixty_three_bytes_which_is_all_that_there_are", "type": "integer"},
    {"name": "user", "type": "uuid", "references": {"table": "makers"}},
    {"name": "table_id", "type": "uuid", "references": {"table": "select"}}]},
  {"table_name": "vaults", "columns": [
    {"name": "content", "type": "text"}, {"name": "sample_id", "type": "uuid", "references": {"table": "samples"}},
    {"name": "shelf_id", "type": "uuid", "references": {"table": "shelves"}}]}
]})";

}
