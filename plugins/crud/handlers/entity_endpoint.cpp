#include "handlers/entity_endpoint.hpp"
#include "domain/naming.hpp"
#include "store/sql_builder.hpp"

namespace nucleus::crud {

void live_settings::take(const crud_config& c) noexcept {
    max_limit = c.max_limit;
    exact_count_limit = c.exact_count_limit;
    count_budget_ms = c.count_budget.count();
    max_expressions = static_cast<std::size_t>(c.max_expressions);
    max_depth = static_cast<std::size_t>(c.max_depth);
    big_numbers = c.big_numbers;
}

entity_endpoint::entity_endpoint(const entity& e, const live_settings& s)
    : of{e}
    , settings{s}
    , store{e}
    , writer{e}
    , columns_{short_hash(projection_sql(e))} {}

void entity_endpoint::settle_owner(const request_context& rc, record& row, verb v) const {
    if (!of.owner || (rc.caller && rc.caller->is_god)) return;
    cell& owner = row.cells[*of.owner];
    owner = {};
    if (v != verb::post || !rc.caller) return;
    owner.is = cell::state::value;
    owner.text = rc.caller->user_id.text();
}

column_set entity_endpoint::hidden_from(const request_context& rc) const {
    column_set hidden;
    if (!of.any_guarded) return hidden;
    for (std::size_t i = 0; i < of.columns.size(); ++i)
        if (of.columns[i].guarded) hidden[i] = !rc.caller || !rc.caller->has(of.columns[i].claim);
    return hidden;
}

owner_filter entity_endpoint::owner_for(const request_context& rc, verb v) const {
    if (!of.owner || of.is_open(v) || !rc.caller || rc.caller->is_god) return std::nullopt;
    return rc.caller->user_id;
}

std::string entity_endpoint::tag_of(const pg::rows& rows, const column_set& hidden) const {
    const bool strings = settings.big_numbers == big_number_form::string;
    if (!strings && hidden.none()) return make_tag(rows.text(0, 0), columns_);
    return make_tag(rows.text(0, 0),
                    short_hash(columns_ + (strings ? "s" : "n") + hidden.to_string()));
}

void entity_endpoint::answer_row(request_context& rc, const pg::rows& rows,
                                 const column_set& hidden) const {
    rc.response.set("ETag", tag_of(rows, hidden));
    auto& out = rc.response.body;
    out.append(R"({"success":true,"data":)");
    writer.write(out, rows, 0, 1, hidden, settings.big_numbers);
    out.push_back('}');
}

}
