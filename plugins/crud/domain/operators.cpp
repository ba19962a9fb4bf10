#include "domain/operators.hpp"
#include <array>

namespace nucleus::crud {

namespace {

using n = operand_count;
using c = comparison;

// In the order of comparison.
constexpr std::array<operator_facts, 11> table{{
    {"eq", "", c::eq, n::one, false, " = "},
    {"ne", "neq", c::ne, n::one, false, " <> "},
    {"gt", "", c::gt, n::one, true, " > "},
    {"gte", "", c::gte, n::one, true, " >= "},
    {"lt", "", c::lt, n::one, true, " < "},
    {"lte", "", c::lte, n::one, true, " <= "},
    {"in", "", c::in, n::many, false, " = ANY "},
    {"notIn", "not_in", c::not_in, n::many, false, " <> ALL "},
    {"between", "", c::between, n::two, true, " BETWEEN "},
    {"isNull", "is_null", c::is_null, n::none, false, " IS NULL"},
    {"isNotNull", "is_not_null", c::is_not_null, n::none, false, " IS NOT NULL"},
}};

}

const operator_facts* find_operator(std::string_view name) noexcept {
    for (const auto& row : table)
        if (row.name == name || (!row.alias.empty() && row.alias == name)) return &row;
    return nullptr;
}

const operator_facts& facts(comparison how) noexcept {
    return table[static_cast<std::size_t>(how)];
}

bool fits(const operator_facts& op, const column& col) noexcept {
    if (op.takes == operand_count::none) return true;
    if (col.array || !facts(col.type).ordered) return false;
    return !op.orders || col.type != column_type::boolean;
}

std::string operators_for(const column& col) {
    std::string names;
    for (const auto& row : table)
        if (fits(row, col)) names.append(names.empty() ? "" : ", ").append(row.name);
    return names;
}

}
