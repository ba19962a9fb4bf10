#include "domain/row_scope.hpp"
#include "domain/filter_parser.hpp"
#include "domain/viewer.hpp"
#include <algorithm>

namespace nucleus::crud {

namespace {

expression no_row(std::string why) {
    expression e;
    e.is = expression::kind::negation;
    e.operands.push_back(std::move(why));
    e.parts.emplace_back();
    return e;
}

error no_scope(std::string why) {
    return {errors::invalid_query, {}, {{{}, "makes_no_sense", std::move(why)}}};
}

result<parsed_scope> own_rows(const entity& e, const principal& who) {
    const auto owner = e.owner ? e.owner : e.created_by;
    if (!owner) return no_scope("own: there is no column for the owner");
    parsed_scope own;
    own.rows.is = expression::kind::compare;
    own.rows.field.column = *owner;
    own.rows.operands.push_back(who.user_id.text());
    return own;
}

/// What a claim allows to do.
enum class claimed : std::uint8_t { nothing, rows, new_rows, column };

/// `get.<table>`, `bulk.post.<table>`, `get.<table>.<column>`: what it is about, and of which
/// entity.
std::pair<const entity*, claimed> find_claimed(const std::vector<std::unique_ptr<entity>>& entities,
                                               std::string_view claim) {
    const auto bulk = claim.starts_with("bulk.");
    if (bulk) claim.remove_prefix(5);
    const auto dot = claim.find('.');
    if (dot == claim.npos) return {nullptr, claimed::nothing};
    const auto method = claim.substr(0, dot), about = claim.substr(dot + 1);
    const auto table = about.substr(0, about.find('.'));
    const auto e =
        std::ranges::find_if(entities, [&](const auto& one) { return one->table == table; });
    if (e == entities.end()) return {nullptr, claimed::nothing};
    if (table != about) return {e->get(), claimed::column};
    if (method == "post") return {e->get(), claimed::new_rows};
    const bool rows = method == "put" || method == "delete" || (method == "get" && !bulk);
    return {e->get(), rows ? claimed::rows : claimed::nothing};
}

}

result<parsed_scope> parse_scope(const entity& e, std::string_view filter,
                                 const scope_words& words) {
    if (filter == "own") return own_rows(e, words.caller());
    filter_budget budget;
    auto rows = parse_filters(e, filter, viewer::all_seeing(), budget, &words);
    if (!rows) return rows.error();
    return parsed_scope{std::move(*rows), std::move(budget.paths)};
}

result<std::optional<parsed_scope>>
judge_grant(const std::vector<std::unique_ptr<entity>>& entities, std::string_view claim,
            std::string_view scope, instant now) {
    const auto [of, about] = find_claimed(entities, claim);
    switch (about) {
    case claimed::nothing: return std::optional<parsed_scope>{};
    case claimed::column: return no_scope("a claim to a column takes no scope");
    case claimed::new_rows:
        return no_scope("a claim to make rows takes no scope: it would allow nothing");
    case claimed::rows: break;
    }
    auto parsed = parse_scope(*of, scope, scope_words::of_anybody(now));
    if (!parsed) return parsed.error();
    return std::optional{std::move(*parsed)};
}

expression row_scope(const entity& e, std::string_view filter, const scope_words& words) {
    auto parsed = parse_scope(e, filter, words);
    if (parsed) return std::move(parsed->rows);
    const auto& faults = parsed.error().faults;
    return no_row(std::string{filter} + ": " +
                  (faults.empty() ? std::string{parsed.error().text()} : faults.front().message));
}

expression any_scope(const entity& e, const std::vector<std::string>& filters,
                     const scope_words& words) {
    expression any;
    any.is = expression::kind::any;
    for (const auto& f : filters) any.parts.push_back(row_scope(e, f, words));
    return any.parts.empty() ? no_row("there is no scope") : any;
}

}
