#include "queries/evaluator.hpp"
#include "queries/values.hpp"
#include <algorithm>

namespace nucleus::fuzz {

namespace {

using crud::comparison;
using kind = crud::expression::kind;

std::optional<bool> any_of(const std::vector<std::optional<bool>>& parts) {
    if (std::ranges::count(parts, std::optional{true}) > 0) return true;
    if (std::ranges::count(parts, std::optional<bool>{}) > 0) return std::nullopt;
    return false;
}
std::optional<bool> inverse(std::optional<bool> t) { return t ? std::optional{!*t} : std::nullopt; }

/// The pattern that such an operator means.
std::string pattern_for(comparison how, const std::string& operand) {
    if (how == comparison::like || how == comparison::ilike) return operand;
    std::string literal;
    for (const char c : operand) {
        if (c == '%' || c == '_' || c == '\\') literal.push_back('\\');
        literal.push_back(c);
    }
    const bool starts = how == comparison::starts_with || how == comparison::istarts_with;
    const bool ends = how == comparison::ends_with || how == comparison::iends_with;
    return (starts ? "" : "%") + literal + (ends ? "" : "%");
}

bool folds(comparison how) {
    return how == comparison::ilike || how == comparison::icontains ||
           how == comparison::istarts_with || how == comparison::iends_with;
}

bool scalar_holds(comparison how, crud::column_type type, const std::string& value,
                  const std::vector<std::string>& operands) {
    const auto v = sort_value_of(type, value);
    const auto other = [&](std::size_t i) { return sort_value_of(type, operands[i]); };
    const auto among = [&] {
        return std::ranges::any_of(operands,
                                   [&](const auto& o) { return sort_value_of(type, o) == v; });
    };
    switch (how) {
    case comparison::eq: return v == other(0);
    case comparison::ne: return !(v == other(0));
    case comparison::gt: return v > other(0);
    case comparison::gte: return v >= other(0);
    case comparison::lt: return v < other(0);
    case comparison::lte: return v <= other(0);
    case comparison::in: return among();
    case comparison::not_in: return !among();
    case comparison::between: return v >= other(0) && v <= other(1);
    default: return like(value, pattern_for(how, operands[0]), folds(how));
    }
}

/// NULL elements equal nothing.
bool array_holds(comparison how, crud::column_type type, const std::string& value,
                 const std::vector<std::string>& operands) {
    const auto elements = elements_of(value);
    const auto holds_one = [&](const std::string& operand) {
        const auto wanted = sort_value_of(type, operand);
        return std::ranges::any_of(
            elements, [&](const auto& e) { return e && sort_value_of(type, *e) == wanted; });
    };
    return how == comparison::overlaps ? std::ranges::any_of(operands, holds_one)
                                       : std::ranges::all_of(operands, holds_one);
}

}

bool evaluator::knows(const crud::expression& x) {
    if (x.is == kind::compare && (x.how == comparison::matches || x.how == comparison::json_path))
        return false;
    return std::ranges::all_of(x.parts, &evaluator::knows);
}

bool evaluator::there(const crud::entity& e, std::size_t r, crud::deleted_mode deleted) const {
    const auto& row = world_.rows(e)[r];
    if (e.deleted_at && deleted != crud::deleted_mode::with &&
        row[*e.deleted_at].has_value() != (deleted == crud::deleted_mode::only))
        return false;
    const auto owner = world_.restricted_to(caller_, e);
    return !owner || row[*e.owner] == owner;
}

std::optional<std::string> evaluator::value(const crud::entity& e, std::size_t r,
                                            const crud::field_ref& f) const {
    const auto* at = &e;
    for (const auto* over : f.path) {
        const auto far = linked(*at, r, *over);
        if (far.empty()) return std::nullopt;
        at = over->target, r = far.front();
    }
    return world_.rows(*at)[r][f.column];
}

std::vector<std::size_t> evaluator::linked(const crud::entity& e, std::size_t r,
                                           const crud::relation& over) const {
    std::vector<std::string> keys;
    const auto& own = world_.rows(e)[r][over.near];
    if (!own) return {};
    if (over.junction) {
        const auto& between = world_.rows(*over.junction);
        for (std::size_t j = 0; j < between.size(); ++j)
            if (there(*over.junction, j) && between[j][over.across_near] == own &&
                between[j][over.across_far])
                keys.push_back(*between[j][over.across_far]);
    } else {
        keys.push_back(*own);
    }
    std::vector<std::size_t> found;
    const auto& targets = world_.rows(*over.target);
    for (std::size_t t = 0; t < targets.size(); ++t)
        if (targets[t][over.far] && std::ranges::count(keys, *targets[t][over.far]) > 0 &&
            there(*over.target, t))
            found.push_back(t);
    return found;
}

evaluator::truth evaluator::compares(const crud::entity& e, std::size_t r,
                                     const crud::expression& x) const {
    const auto v = value(e, r, x.field);
    if (x.how == comparison::is_null) return !v;
    if (x.how == comparison::is_not_null) return v.has_value();
    if (!v) return std::nullopt;
    const auto& c = crud::column_of(e, x.field);
    return c.array ? array_holds(x.how, c.type, *v, x.operands)
                   : scalar_holds(x.how, c.type, *v, x.operands);
}

evaluator::truth evaluator::holds(const crud::entity& e, std::size_t r,
                                  const crud::expression& x) const {
    std::vector<truth> parts;
    switch (x.is) {
    case kind::always: return true;
    case kind::compare: return compares(e, r, x);
    case kind::negation: return inverse(holds(e, r, x.parts.front()));
    case kind::any:
        for (const auto& p : x.parts) parts.push_back(holds(e, r, p));
        return any_of(parts);
    case kind::all:
        for (const auto& p : x.parts) parts.push_back(inverse(holds(e, r, p)));
        return inverse(any_of(parts));
    case kind::some:
    case kind::none:
    case kind::every: break;
    }
    const auto rows = linked(e, r, *x.over);
    const auto is_so = [&](std::size_t t) {
        return holds(*x.over->target, t, x.parts.front()) == std::optional{true};
    };
    if (x.is == kind::every) return std::ranges::all_of(rows, is_so);
    return std::ranges::any_of(rows, is_so) == (x.is == kind::some);
}

/// Without an index of words: text in one of the columns that the caller sees.
bool evaluator::found(const crud::entity& e, std::size_t r, const std::string& words) const {
    return std::ranges::any_of(e.searchable, [&](std::size_t c) {
        const auto& v = world_.rows(e)[r][c];
        return v && world_.sees(caller_, e, c) &&
               like(*v, pattern_for(comparison::icontains, words), true);
    });
}

void evaluator::sort(const crud::entity& e, std::vector<std::size_t>& rows,
                     const std::vector<crud::sort_key>& order) const {
    const auto before = [&](std::size_t a, std::size_t b) {
        for (const auto& key : order) {
            const auto left = value(e, a, key.field), right = value(e, b, key.field);
            const bool nulls_first = key.nulls == crud::nulls_order::natural
                                         ? key.descending
                                         : key.nulls == crud::nulls_order::first;
            if (!left && !right) continue;
            if (!left || !right) return left.has_value() != nulls_first;
            const auto type = crud::column_of(e, key.field).type;
            const auto l = sort_value_of(type, *left), g = sort_value_of(type, *right);
            if (!(l == g)) return key.descending ? l > g : l < g;
        }
        return false;
    };
    std::ranges::sort(rows, before);
}

std::vector<std::size_t> evaluator::rows(const crud::entity& e, const crud::list_query& q) const {
    std::vector<std::size_t> chosen;
    for (std::size_t r = 0; r < world_.rows(e).size(); ++r)
        if (there(e, r, q.deleted) && holds(e, r, q.where) == std::optional{true} &&
            (q.search.empty() || found(e, r, q.search)))
            chosen.push_back(r);
    sort(e, chosen, q.order);
    return chosen;
}

std::vector<std::size_t> evaluator::related(const crud::entity& e, std::size_t parent,
                                            const crud::expansion& x) const {
    auto rows = linked(e, parent, *x.over);
    std::erase_if(rows, [&](std::size_t t) {
        return holds(*x.over->target, t, x.where) != std::optional{true};
    });
    sort(*x.over->target, rows, x.order);
    if (rows.size() > static_cast<std::size_t>(x.limit))
        rows.resize(static_cast<std::size_t>(x.limit));
    return rows;
}

}
