#include "domain/column_types.hpp"
#include <array>

namespace nucleus::crud {

namespace {

using k = value_kind;
using j = json_form;

// In the order of column_type.
constexpr std::array<type_facts, 17> table{{
    {"uuid", "uuid", k::uuid, j::quoted, false, true},
    {"varchar", "varchar", k::text, j::text, true, true},
    {"text", "text", k::text, j::text, true, true},
    {"char", "bpchar", k::text, j::text, true, true},
    {"boolean", "boolean", k::boolean, j::boolean, false, true},
    {"smallint", "smallint", k::integer, j::raw, false, true},
    {"integer", "integer", k::integer, j::raw, false, true},
    {"bigint", "bigint", k::integer, j::big_number, false, true},
    {"numeric", "numeric", k::decimal, j::big_number, false, true},
    {"real", "real", k::number, j::number, false, true},
    {"double precision", "double precision", k::number, j::number, false, true},
    {"date", "date", k::date, j::quoted, false, true},
    {"time", "time", k::time, j::quoted, false, true},
    {"timestamp", "timestamp", k::timestamp, j::timestamp, false, true},
    {"timestamptz", "timestamptz", k::instant, j::instant, false, true},
    {"jsonb", "jsonb", k::json, j::raw, false, false},
    {"bytea", "bytea", k::bytes, j::base64, false, false},
}};

}

const type_facts& facts(column_type t) noexcept { return table[static_cast<std::size_t>(t)]; }

}
