#include "handlers/entity_endpoint.hpp"
#include "domain/naming.hpp"
#include "store/sql_builder.hpp"

namespace nucleus::crud {

void live_settings::take(const config_snapshot& config) {
    const auto& c = config.get<crud_config>("crud");
    max_limit = c.max_limit;
    exact_count_limit = c.exact_count_limit;
    count_budget_ms = c.count_budget.count();
    max_expressions = static_cast<std::size_t>(c.max_expressions);
    max_depth = static_cast<std::size_t>(c.max_depth);
    big_numbers = c.big_numbers;
    max_bulk_items = static_cast<std::size_t>(c.max_bulk_items);
    bulk_body_limit = c.bulk_body_limit.bytes;
    constexpr std::string_view use = "crud.cursor";
    cursors.publish(std::make_shared<cursor_keys>(
        cursor_keys_of(config.derived_key(use), config.previous_key(use))));
}

entity_endpoint::entity_endpoint(const entity& e, const live_settings& s, const hook_list& h)
    : of{e}
    , settings{s}
    , hooks{h}
    , store{e}
    , bulk{e}
    , lists{e}
    , writer{e}
    , readable{e.readable_columns()}
    , columns_{short_hash(projection_sql(e))} {}

void entity_endpoint::settle_owner(const request_context& rc, std::vector<cell>& row,
                                   verb v) const {
    if (!of.owner || (rc.caller && rc.caller->is_god)) return;
    cell& owner = row[*of.owner];
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

std::string entity_endpoint::tag_of(const pg::rows& rows, std::size_t r,
                                    const column_set& hidden) const {
    const bool strings = settings.big_numbers == big_number_form::string;
    if (!strings && hidden.none()) return make_tag(rows.text(r, 0), columns_);
    return make_tag(rows.text(r, 0),
                    short_hash(columns_ + (strings ? "s" : "n") + hidden.to_string()));
}

void entity_endpoint::answer_row(request_context& rc, const pg::rows& rows, std::size_t r,
                                 const column_set& hidden) const {
    rc.response.set("ETag", tag_of(rows, r, hidden));
    auto& out = rc.response.body;
    out.append(R"({"success":true,"data":)");
    writer.write(out, rows, r, 1, hidden, settings.big_numbers);
    out.push_back('}');
}

task<void> tell_of_reading(entity_endpoint& ep, request_context& rc, std::optional<uuid> id) {
    const auto table = ep.of.as_hooked();
    for (const auto& hook : ep.hooks.all())
        if (hook->concerns(table, row_operation::read)) co_await hook->after_read(rc, table, id);
}

}
