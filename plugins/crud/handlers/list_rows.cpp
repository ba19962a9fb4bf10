// GET /<entity> and POST /<entity>/query
#include "handlers/expanded_rows.hpp"
#include "handlers/export_rows.hpp"
#include "store/json_paths.hpp"
#include "store/list_sql.hpp"
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
                                  const viewer& who) {
    const std::int64_t bound = ep.settings.exact_count_limit;
    const std::chrono::milliseconds budget{std::max<std::int64_t>(1, ep.settings.count_budget_ms)};
    constexpr std::chrono::milliseconds grace{250}; // to get a connection, and to be told
    auto call = call_of(rc);
    call.deadline = std::min(call.deadline, steady::now() + budget + grace);
    try {
        const auto n = co_await ep.lists.count(*rc.database, call, q, who, bound + 1, budget);
        co_return counted{n, n > bound};
    } catch (const std::exception& e) {
        if (!ran_out_of_time(e) || steady::now() >= rc.deadline) throw;
    }
    co_return counted{0, true};
}

/// `seen`: rows up to and with this page, and one more if there are more.
task<counted> count_rows(entity_endpoint& ep, request_context& rc, const list_query& q,
                         const viewer& who, std::int64_t seen) {
    const auto call = call_of(rc);
    if (q.count == count_mode::exact) {
        const auto n =
            co_await ep.lists.count(*rc.database, call, q, who, std::nullopt, std::nullopt);
        co_return counted{n, false};
    }
    const auto found = co_await count_within_budget(ep, rc, q, who);
    if (!found.estimated) co_return found;
    const auto guess = co_await ep.lists.estimate(*rc.database, call, q, who);
    co_return counted{std::max({guess, seen, *found.rows}), true};
}

/// What a list of rows, or of groups, has read.
struct page {
    pg::rows rows;
    std::vector<std::size_t> columns; ///< of rows
    std::vector<branch> branches;
    std::size_t shown = 0;
    bool more = false;
    counted total;
};

result<void> write_items(entity_endpoint& ep, std::string& out, const list_query& q,
                         const page& p) {
    const big_number_form numbers = ep.settings.big_numbers;
    std::optional<row_writer> part;
    if (q.groups)
        part.emplace(ep.of, *q.groups);
    else if (p.columns.size() != ep.readable.size())
        part.emplace(ep.of, p.columns);
    const auto& writer = part ? *part : ep.writer;
    expanded_writer expanded{out, numbers};
    for (std::size_t r = 0; r < p.shown; ++r) {
        if (r) out.push_back(',');
        if (q.groups)
            writer.write(out, p.rows, r, 0, {}, numbers);
        else
            expanded.object(writer, p.rows, r, 0, q.shown, p.branches);
    }
    return expanded.verdict();
}

/// The last page tells the total by itself.
task<counted> total_of(entity_endpoint& ep, request_context& rc, const list_query& q,
                       const viewer& who, const page& p) {
    if (q.count == count_mode::none) co_return counted{};
    const auto seen = p.rows.empty() ? 0 : q.offset + static_cast<std::int64_t>(p.rows.size());
    const bool from_the_first = q.after.empty() && (p.shown > 0 || q.offset == 0);
    if (!p.more && from_the_first) co_return counted{seen, false};
    auto counting = count_rows(ep, rc, q, who, seen);
    const auto total = co_await std::move(counting);
    co_return total;
}

task<result<page>> read_page(entity_endpoint& ep, request_context& rc, const list_query& q,
                             const viewer& who) {
    page p;
    const auto call = call_of(rc);
    if (q.groups) {
        p.rows = co_await ep.lists.groups(*rc.database, call, q, who);
    } else {
        p.columns = columns_for(ep.of, q.shown, q.with);
        p.rows = co_await ep.lists.list(*rc.database, call, q, who, p.columns);
    }
    p.more = p.rows.size() > static_cast<std::size_t>(q.limit);
    p.shown = p.more ? static_cast<std::size_t>(q.limit) : p.rows.size();
    if (!q.with.empty()) {
        auto branches =
            co_await read_branches(rc, who, ep.of, p.rows, 0, p.shown, p.columns, q.with);
        if (!branches) co_return branches.error();
        p.branches = std::move(*branches);
    }
    p.total = co_await total_of(ep, rc, q, who, p);
    co_return std::move(p);
}

/// A list as asked, and the cursor that leads on from it, but for the values of its last row.
struct asked_list {
    list_query q;
    cursor here;
};

cursor_scope scope_of(const entity_endpoint& ep, const request_context& rc) {
    return {ep.of.table, rc.caller ? rc.caller->user_id.text() : std::string{}, rc.tenant};
}

result<asked_list> check(const entity_endpoint& ep, const request_context& rc,
                         const list_parameters& given, const viewer& who) {
    const query_limits limits{ep.settings.max_limit, ep.settings.max_expressions,
                              ep.settings.max_depth};
    auto here = cursor_of(given);
    if (given.cursor) {
        auto known = read_cursor(*given.cursor, scope_of(ep, rc), *ep.settings.cursors.now());
        if (!known) return known.error();
        here = std::move(*known);
    }
    auto q = given.cursor ? continue_list(ep.of, given, here, who, limits)
                          : check_list_query(ep.of, given, who, limits);
    if (!q) return q.error();
    if (const auto allowed = ep.may_see_deleted(rc, q->deleted); !allowed) return allowed.error();
    return asked_list{std::move(*q), std::move(here)};
}

/// Leads on from the last row of the page.
std::string next_cursor(const entity_endpoint& ep, const request_context& rc, asked_list& asked,
                        const page& p) {
    asked.here.after.clear();
    for (const auto c : key_positions(asked.q.order, p.columns))
        asked.here.after.push_back(p.rows.text_or_null(p.shown - 1, c));
    return write_cursor(asked.here, scope_of(ep, rc), *ep.settings.cursors.now());
}

task<result<answered>> answer_page(entity_endpoint& ep, request_context& rc, asked_list& asked,
                                   const viewer& who) {
    const auto& q = asked.q;
    auto found = co_await read_page(ep, rc, q, who);
    if (!found) co_return found.error();
    const auto& p = *found;
    auto& out = rc.response.body;
    out.append(R"({"success":true,"data":{"items":[)");
    if (const auto fits = write_items(ep, out, q, p); !fits) co_return fits.error();
    out.append(R"(],"meta":)");
    auto meta = meta_of(q, p.more, p.total.rows, p.total.estimated);
    if (p.more && !q.groups) meta.next_cursor = next_cursor(ep, rc, asked, p);
    json::writer w{out};
    json::write(w, meta);
    out.append("}}");
    co_return answered{};
}

task<result<answered>> answer_list(entity_endpoint& ep, request_context& rc, list_parameters given,
                                   const viewer& who) {
    auto asked = check(ep, rc, given, who);
    if (!asked) co_return asked.error();
    const auto sound = co_await check_json_paths(*rc.database, call_of(rc), asked->q.paths);
    if (!sound) co_return sound.error();
    auto answer = asked->q.format == list_format::json ? answer_page(ep, rc, *asked, who)
                                                       : export_rows(ep, rc, asked->q, who);
    auto done = co_await std::move(answer);
    if (done && ep.hooks.any_concerned(ep.of.as_hooked(), row_operation::read))
        co_await tell_of_reading(ep, rc, std::nullopt);
    co_return done;
}

}

task<result<answered>> list_rows(entity_endpoint& ep, request_context& rc) {
    const auto who = ep.viewer_of(rc);
    auto given = read_list_parameters(ep.of, rc.request.query, who);
    if (!given) co_return given.error();
    auto done = co_await answer_list(ep, rc, std::move(*given), who);
    co_return done;
}

task<result<answered>> query_rows(entity_endpoint& ep, request_context& rc) {
    const auto who = ep.viewer_of(rc);
    auto given = read_list_body(rc.request.body);
    if (!given) co_return given.error();
    auto done = co_await answer_list(ep, rc, std::move(*given), who);
    co_return done;
}

}
