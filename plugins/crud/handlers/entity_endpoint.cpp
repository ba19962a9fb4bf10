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
    , readable{e.readable_columns()}
    , columns_{short_hash(projection_sql(e))} {}

void entity_endpoint::settle_owner(const request_context& rc, record& row, verb v) const {
    if (!of.owner || (rc.caller && rc.caller->is_god)) return;
    cell& owner = row.cells[*of.owner];
    owner = {};
    if (v != verb::post || !rc.caller) return;
    owner.is = cell::state::value;
    owner.text = rc.caller->user_id.text();
}

result<void> entity_endpoint::may_see_deleted(const request_context& rc, deleted_mode asked) const {
    if (asked == deleted_mode::without) return {};
    if (!of.deleted_at)
        return error{errors::invalid_query,
                     {},
                     {{"deleted", "not_allowed", "rows of this entity are not deleted softly"}}};
    if (of.is_open(verb::del) || (rc.caller && rc.caller->has(of.claim("delete")))) return {};
    return errors::forbidden;
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
