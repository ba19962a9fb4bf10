// What there is to know about each column type: its SQL, its JSON, what may be asked of it.
#pragma once
#include "config.hpp"
#include <nucleus/shape.hpp>
#include <string_view>

namespace nucleus::crud {

/// How a value in PostgreSQL's text form becomes JSON.
enum class json_form : std::uint8_t {
    raw,
    quoted,
    text,
    boolean,
    instant,
    timestamp,
    base64,
    number,
    big_number
};

struct type_facts {
    std::string_view sql;  ///< as in CREATE TABLE, without length
    std::string_view cast; ///< of a bound parameter that is compared with such a column
    value_kind kind;       ///< of the field in a shape
    json_form form;
    bool textual; ///< like and its kin make sense
    bool ordered; ///< gt, lt, between and sort make sense
};

[[nodiscard]] const type_facts& facts(column_type t) noexcept;

}
