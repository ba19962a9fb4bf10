#include "domain/operators.hpp"
#include <array>

namespace nucleus::crud {

namespace {

using n = operand_count;
using c = comparison;
using a = applies_to;

// In the order of comparison.
constexpr std::array<operator_facts, 24> table{{
    {"eq", "", c::eq, n::one, a::scalars, " = "},
    {"ne", "neq", c::ne, n::one, a::scalars, " <> "},
    {"gt", "", c::gt, n::one, a::ordered, " > "},
    {"gte", "", c::gte, n::one, a::ordered, " >= "},
    {"lt", "", c::lt, n::one, a::ordered, " < "},
    {"lte", "", c::lte, n::one, a::ordered, " <= "},
    {"in", "", c::in, n::many, a::scalars, " = ANY "},
    {"notIn", "not_in", c::not_in, n::many, a::scalars, " <> ALL "},
    {"between", "", c::between, n::two, a::ordered, " BETWEEN "},
    {"isNull", "is_null", c::is_null, n::none, a::anything, " IS NULL"},
    {"isNotNull", "is_not_null", c::is_not_null, n::none, a::anything, " IS NOT NULL"},
    {"like", "", c::like, n::one, a::text, " LIKE "},
    {"ilike", "", c::ilike, n::one, a::text, " ILIKE "},
    {"contains", "", c::contains, n::one, a::text, " LIKE "},
    {"startsWith", "starts_with", c::starts_with, n::one, a::text, " LIKE "},
    {"endsWith", "ends_with", c::ends_with, n::one, a::text, " LIKE "},
    {"icontains", "", c::icontains, n::one, a::text, " ILIKE "},
    {"istartsWith", "", c::istarts_with, n::one, a::text, " ILIKE "},
    {"iendsWith", "", c::iends_with, n::one, a::text, " ILIKE "},
    {"jsonPath", "json_path", c::json_path, n::one, a::json, " @? "},
    {"overlaps", "", c::overlaps, n::many, a::arrays, " && "},
    {"has", "", c::has, n::one, a::arrays, " @> "},
    {"hasAll", "has_all", c::has_all, n::many, a::arrays, " @> "},
    {"matches", "", c::matches, n::one, a::search_words, " @@ "},
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
    const auto& type = facts(col.type);
    switch (op.on) {
    case applies_to::anything: return true;
    case applies_to::scalars: return !col.array && type.ordered;
    case applies_to::ordered: return !col.array && type.ordered && col.type != column_type::boolean;
    case applies_to::text:
    case applies_to::search_words: return !col.array && type.textual;
    case applies_to::json: return !col.array && col.type == column_type::jsonb;
    case applies_to::arrays: return col.array && type.ordered;
    }
    return false;
}

namespace {

std::string literally(std::string_view given) {
    std::string out;
    for (const char ch : given) {
        if (ch == '%' || ch == '_' || ch == '\\') out.push_back('\\');
        out.push_back(ch);
    }
    return out;
}

bool ends_in_escape(std::string_view pattern) {
    std::size_t escapes = 0;
    while (escapes < pattern.size() && pattern[pattern.size() - 1 - escapes] == '\\') ++escapes;
    return escapes % 2 == 1;
}

}

std::optional<std::string> pattern_of(comparison how, std::string_view given) {
    switch (how) {
    case c::contains:
    case c::icontains: return "%" + literally(given) + "%";
    case c::starts_with:
    case c::istarts_with: return literally(given) + "%";
    case c::ends_with:
    case c::iends_with: return "%" + literally(given);
    case c::like:
    case c::ilike:
        if (ends_in_escape(given)) return std::nullopt;
        break;
    default: break;
    }
    return std::string{given};
}

std::string operators_for(const column& col) {
    std::string names;
    for (const auto& row : table)
        if (fits(row, col)) names.append(names.empty() ? "" : ", ").append(row.name);
    return names;
}

}
