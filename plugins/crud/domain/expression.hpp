// A condition over the rows of an entity, checked: only known columns, fitting operators, typed
// operands. Filters, row scopes and flow conditions are all of this form.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace nucleus::crud {

enum class comparison : std::uint8_t {
    eq,
    ne,
    gt,
    gte,
    lt,
    lte,
    in,
    not_in,
    between,
    is_null,
    is_not_null
};

struct expression {
    enum class kind : std::uint8_t { always, compare, all, any, negation };
    kind is = kind::always;
    std::size_t column = 0; ///< compare: index in the entity
    comparison how = comparison::eq;
    std::vector<std::string> operands; ///< compare: PostgreSQL's text form, checked
    std::vector<expression> parts;     ///< all, any; negation has one
};

}
