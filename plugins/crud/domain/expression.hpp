// A condition over the rows of an entity, checked: only known columns, fitting operators, typed
// operands. Filters, row scopes and flow conditions are all of this form.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace nucleus::crud {

struct relation;

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
    is_not_null,
    like,
    ilike,
    contains,
    starts_with,
    ends_with,
    icontains,
    istarts_with,
    iends_with,
    json_path,
    overlaps,
    has,
    has_all,
    matches
};

/// A column of the entity that a condition is about, or of one that it belongs to.
struct field_ref {
    std::vector<const relation*> path; ///< to-one relations that lead there
    std::size_t column = 0;            ///< index in the entity at its end
    bool operator==(const field_ref&) const = default;
};

struct expression {
    enum class kind : std::uint8_t { always, compare, all, any, negation, some, none, every };
    kind is = kind::always;
    field_ref field; ///< compare
    comparison how = comparison::eq;
    std::vector<std::string> operands; ///< compare: PostgreSQL's text form, checked
    const relation* over = nullptr;    ///< some, none, every: the rows that parts[0] is about
    std::vector<expression> parts;     ///< all, any; negation, some, none and every have one
    bool operator==(const expression&) const = default;
};

}
