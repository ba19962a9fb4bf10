#include "domain/value_check.hpp"
#include <cmath>
#include <cstdlib>
#include <limits>
#include <nucleus/json/field_text.hpp>

namespace nucleus::crud {

namespace {

error wrong(std::string why) { return {errors::validation_failed, std::move(why)}; }

/// Whether JSON of that kind may spell a value of the field; numbers may also come as strings.
bool spells(value_kind k, json_literal::kind given) {
    using literal = json_literal::kind;
    switch (k) {
    case value_kind::boolean: return given == literal::boolean;
    case value_kind::integer:
    case value_kind::number:
    case value_kind::decimal: return given == literal::number || given == literal::string;
    case value_kind::json: return true;
    default: return given == literal::string;
    }
}

std::string_view noun(value_kind k) {
    switch (k) {
    case value_kind::boolean: return "must be true or false";
    case value_kind::integer: return "must be an integer";
    case value_kind::number:
    case value_kind::decimal: return "must be a number";
    default: return "must be a string";
    }
}

/// What callers are called is nobody's fault: it need not be a value that the column could hold.
field any_value_of(const field& f) {
    field any;
    any.name = f.name;
    any.type = f.type;
    return any;
}

}

result<std::string> operand_text(const field& f, const json_literal& given) {
    using literal = json_literal::kind;
    if (given.is == literal::null) return wrong("must not be null");
    const auto k = f.type->kind;
    if (k != value_kind::json && (given.is == literal::array || given.is == literal::object))
        return wrong("must be a single value");
    if (!spells(k, given.is)) return wrong(std::string{noun(k)});
    std::string text = given.text;
    if (auto found = json::check_text(given.of_caller ? any_value_of(f) : f, text))
        return wrong(std::move(found->message));
    return text;
}

}
