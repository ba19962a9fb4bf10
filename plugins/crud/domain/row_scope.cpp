#include "domain/row_scope.hpp"
#include "domain/filter_parser.hpp"
#include "domain/viewer.hpp"
#include <algorithm>
#include <nucleus/json/json.hpp>

namespace nucleus::crud {

namespace {

std::string json_text(std::string_view text) {
    std::string out;
    json::append_string(out, text);
    return out;
}

std::string json_list(const std::vector<std::string>& texts) {
    std::string out{"["};
    for (const auto& t : texts) out.append(out.size() > 1 ? "," : "").append(json_text(t));
    return out + "]";
}

void replace_all(std::string& text, std::string_view what, const std::string& by) {
    for (auto at = text.find(what); at != text.npos; at = text.find(what, at + by.size()))
        text.replace(at, what.size(), by);
}

/// What stands for the caller is a whole string of the JSON: quotes and all.
std::string with_caller(std::string_view filter, const principal& who, instant now) {
    std::string text{filter};
    replace_all(text, R"("$user.id")", json_text(who.user_id.text()));
    replace_all(text, R"("$user.roles")", json_list(who.roles));
    replace_all(text, R"("$tenant.id")", json_text(who.tenant));
    replace_all(text, R"("$now")", json_text(format_instant(now)));
    return text;
}

expression no_row(std::string why) {
    expression e;
    e.is = expression::kind::negation;
    e.operands.push_back(std::move(why));
    e.parts.emplace_back();
    return e;
}

result<parsed_scope> own_rows(const entity& e, const principal& who) {
    const auto owner = e.owner ? e.owner : e.created_by;
    if (!owner)
        return error{errors::invalid_query,
                     {},
                     {{{}, "unknown_field", "own: there is no column for the owner"}}};
    parsed_scope own;
    own.rows.is = expression::kind::compare;
    own.rows.field.column = *owner;
    own.rows.operands.push_back(who.user_id.text());
    return own;
}

}

result<parsed_scope> parse_scope(const entity& e, std::string_view filter, const principal& who,
                                 instant now) {
    if (filter == "own") return own_rows(e, who);
    filter_budget budget;
    auto rows = parse_filters(e, with_caller(filter, who, now), viewer::all_seeing(), budget);
    if (!rows) return rows.error();
    return parsed_scope{std::move(*rows), std::move(budget.paths)};
}

expression row_scope(const entity& e, std::string_view filter, const principal& who, instant now) {
    auto parsed = parse_scope(e, filter, who, now);
    if (parsed) return std::move(parsed->rows);
    const auto& faults = parsed.error().faults;
    return no_row(std::string{filter} + ": " +
                  (faults.empty() ? std::string{parsed.error().text()} : faults.front().message));
}

expression any_scope(const entity& e, const std::vector<std::string>& filters, const principal& who,
                     instant now) {
    expression any;
    any.is = expression::kind::any;
    for (const auto& f : filters) any.parts.push_back(row_scope(e, f, who, now));
    return any.parts.empty() ? no_row("there is no scope") : any;
}

}
