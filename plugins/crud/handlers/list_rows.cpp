// GET /<entity>
#include "handlers/entity_endpoint.hpp"
#include <algorithm>
#include <nucleus/json/json.hpp>

namespace nucleus::crud {

namespace {

struct counted {
    std::optional<std::int64_t> rows;
    bool estimated = false;
};

bool ran_out_of_time(const std::exception& e) {
    if (const auto* f = dynamic_cast<const pg::query_failure*>(&e)) return f->sqlstate == "57014";
    if (const auto* f = dynamic_cast<const failure*>(&e))
        return f->reason().is(errors::deadline_passed);
    return false;
}

/// Exactly, as long as that is cheap: within the budget of rows and of time. Otherwise as many as
/// there are at least.
task<counted> count_within_budget(entity_endpoint& ep, request_context& rc, const list_query& q,
                                  owner_filter owner) {
    const std::int64_t bound = ep.settings.exact_count_limit;
    const std::chrono::milliseconds budget{std::max<std::int64_t>(1, ep.settings.count_budget_ms)};
    constexpr std::chrono::milliseconds grace{250}; // to get a connection, and to be told
    auto call = call_of(rc);
    call.deadline = std::min(call.deadline, steady::now() + budget + grace);
    try {
        const auto n = co_await ep.store.count(*rc.database, call, q, owner, bound + 1, budget);
        co_return counted{n, n > bound};
    } catch (const std::exception& e) {
        if (!ran_out_of_time(e) || steady::now() >= rc.deadline) throw;
    }
    co_return counted{0, true};
}

/// `seen`: rows up to and with this page, and one more if there are more.
task<counted> count_rows(entity_endpoint& ep, request_context& rc, const list_query& q,
                         owner_filter owner, std::int64_t seen) {
    const auto call = call_of(rc);
    if (q.count == count_mode::exact) {
        const auto n =
            co_await ep.store.count(*rc.database, call, q, owner, std::nullopt, std::nullopt);
        co_return counted{n, false};
    }
    const auto found = co_await count_within_budget(ep, rc, q, owner);
    if (!found.estimated) co_return found;
    const auto guess = co_await ep.store.estimate(*rc.database, call, q, owner);
    co_return counted{std::max({guess, seen, *found.rows}), true};
}

void write_page(entity_endpoint& ep, request_context& rc, const pg::rows& page, std::size_t shown,
                const column_set& hidden, const page_meta& meta) {
    auto& out = rc.response.body;
    out.append(R"({"success":true,"data":{"items":[)");
    const big_number_form numbers = ep.settings.big_numbers;
    for (std::size_t r = 0; r < shown; ++r) {
        if (r) out.push_back(',');
        ep.writer.write(out, page, r, 0, hidden, numbers);
    }
    out.append(R"(],"meta":)");
    json::writer w{out};
    json::write(w, meta);
    out.append("}}");
}

}

task<result<answered>> list_rows(entity_endpoint& ep, request_context& rc) {
    const auto hidden = ep.hidden_from(rc);
    const query_limits limits{ep.settings.max_limit, ep.settings.max_expressions,
                              ep.settings.max_depth};
    const auto asked = parse_list_query(ep.of, rc.request.query, hidden, limits);
    if (!asked) co_return asked.error();
    const auto& q = *asked;
    const auto owner = ep.owner_for(rc, verb::get);
    const auto call = call_of(rc);
    pg::rows page;
    std::optional<error> refused;
    try {
        page = co_await ep.store.list(*rc.database, call, q, owner);
    } catch (const pg::query_failure& f) {
        refused = ep.explain(f, verb::get);
        if (!refused) throw;
    }
    if (refused) co_return std::move(*refused);
    const bool more = page.size() > static_cast<std::size_t>(q.limit);
    const auto shown = more ? static_cast<std::size_t>(q.limit) : page.size();
    const auto seen = page.empty() ? 0 : q.offset + static_cast<std::int64_t>(page.size());
    counted total;
    if (q.count != count_mode::none) {
        // The last page tells the total by itself.
        if (!more && (shown > 0 || q.offset == 0))
            total.rows = seen;
        else
            total = co_await count_rows(ep, rc, q, owner, seen);
    }
    write_page(ep, rc, page, shown, hidden, meta_of(q, more, total.rows, total.estimated));
    co_return answered{};
}

}
