#include "writing/row_writing.hpp"
#include "hooks/hooked_row.hpp"
#include "store/refusals.hpp"
#include "store/savepoint.hpp"
#include <algorithm>
#include <deque>
#include <unordered_map>
#include <unordered_set>

namespace nucleus::crud {

namespace {

using writes = std::vector<planned_write*>;

constexpr std::size_t most_told = 100;
/// Rows that are tried together once it is known that some are refused: what follows the first bad
/// one is sent again.
constexpr std::size_t small_batch = 256;

std::ptrdiff_t offset(std::size_t n) { return static_cast<std::ptrdiff_t>(n); }

verb verb_of(row_operation what) {
    switch (what) {
    case row_operation::create: return verb::post;
    case row_operation::remove: return verb::del;
    default: return verb::put;
    }
}

/// Remembers of each write where its row stands in the last of `results`.
void place(std::size_t id_column, const writes& some, const std::vector<pg::rows>& results,
           std::optional<row_place> planned_write::* where) {
    const auto& rows = results.back();
    if (rows.empty()) return;
    std::unordered_map<uuid, planned_write*> by_id;
    by_id.reserve(some.size());
    for (auto* w : some) by_id.emplace(w->id, w);
    for (std::size_t r = 0; r < rows.size(); ++r)
        if (const auto at = by_id.find(rows.id(r, id_column)); at != by_id.end())
            at->second->*where = row_place{results.size() - 1, r};
}

task<void> find_before(const writing& w, write_batch& batch) {
    const auto some = batch.going_on();
    const bool deleted = batch.what == row_operation::restore;
    const auto ids = ids_of(some);
    auto locked = co_await w.store.lock(w.tx, ids, w.who, w.what, deleted, w.versions, w.with);
    batch.before.push_back(std::move(locked));
    place(w.store.id_column(w.with), some, batch.before, &planned_write::before);
    for (auto* one : some)
        if (!one->before) one->refused = errors::not_found;
}

/// Rows as hooks see them.
class seen_rows {
public:
    explicit seen_rows(const writing& w)
        : w_{w} {}
    const stored_row* at(const std::vector<pg::rows>& results, std::optional<row_place> p) {
        if (!p) return nullptr;
        return &rows_.emplace_back(w_.of, w_.writer, results[p->result], p->row);
    }

private:
    const writing& w_;
    std::deque<result_row> rows_; // their addresses stay
};

hook_call call_of(const writing& w, row_operation what) {
    return {w.request, w.tx, w.of.as_hooked(), what};
}

task<void> ask_hooks(const writing& w, write_batch& batch) {
    auto call = call_of(w, batch.what);
    seen_rows rows{w};
    std::deque<hooked_write> asked;
    const bool settable =
        batch.what == row_operation::create || batch.what == row_operation::update;
    for (auto* one : batch.going_on())
        asked.emplace_back(w.of, *one, rows.at(batch.before, one->before), settable);
    for (const auto& hook : w.hooks.all()) {
        if (!hook->concerns(w.of.as_hooked(), batch.what)) continue;
        std::vector<row_write*> still;
        for (auto& a : asked)
            if (a.goes_on()) still.push_back(&a);
        if (!still.empty()) co_await hook->before_write(call, still);
    }
}

task<void> tell_hooks(const writing& w, write_batch& batch) {
    auto call = call_of(w, batch.what);
    seen_rows rows{w};
    std::vector<row_change> changes;
    for (auto* one : batch.going_on())
        changes.push_back(
            {one->id, rows.at(batch.before, one->before), rows.at(batch.after, one->after)});
    if (changes.empty()) co_return;
    for (const auto& hook : w.hooks.all())
        if (hook->concerns(w.of.as_hooked(), batch.what)) co_await hook->after_write(call, changes);
}

task<pg::rows> statement(const writing& w, row_operation what, const writes& some) {
    const auto by = w.request.caller ? std::optional{w.request.caller->user_id} : std::nullopt;
    switch (what) {
    case row_operation::create: return w.store.insert(w.tx, some, by, w.with);
    case row_operation::read:
    case row_operation::update: break;
    case row_operation::toggle: return w.store.toggle(w.tx, some, by, w.with);
    case row_operation::remove: return w.store.remove(w.tx, some, by);
    case row_operation::restore: return w.store.restore(w.tx, some, by, w.with);
    }
    return w.store.update(w.tx, some, by, w.with);
}

/// Writes that fit into one statement: with the same columns given, and either each with values of
/// its own or all with the same ones.
std::vector<writes> alike(const entity& e, const write_batch& batch, const writes& some) {
    if (batch.what != row_operation::create && batch.what != row_operation::update) return {some};
    std::vector<writes> groups;
    struct likeness {
        column_set given;
        const void* shared;
        bool operator==(const likeness&) const = default;
    };
    const auto hash = [](const likeness& l) { return std::hash<column_set>{}(l.given); };
    std::unordered_map<likeness, std::size_t, decltype(hash)> known;
    for (auto* one : some) {
        likeness of{{}, one->cells.use_count() > 1 ? one->cells.get() : nullptr};
        for (std::size_t i = 0; i < e.columns.size(); ++i)
            of.given[i] = (*one->cells)[i].is != cell::state::absent;
        const auto [at, fresh] = known.emplace(of, groups.size());
        if (fresh) groups.emplace_back();
        groups[at->second].push_back(one);
    }
    return groups;
}

/// Changes may not lead out of the rows that their claim reaches: refuses those that have.
task<bool> leads_out(const writing& w, const write_batch& batch, const writes& some) {
    const bool changes = batch.what == row_operation::update || batch.what == row_operation::toggle;
    if (!changes || w.who.scopes(w.of, w.what).empty()) co_return false;
    const auto ids = ids_of(some);
    const auto still =
        co_await w.store.lock(w.tx, ids, w.who, w.what, false, std::nullopt, answers::ids);
    std::unordered_set<uuid> there;
    for (std::size_t r = 0; r < still.size(); ++r)
        there.insert(still.id(r, w.store.id_column(answers::ids)));
    bool any = false;
    for (auto* one : some) {
        if (there.contains(one->id)) continue;
        one->refused = errors::forbidden;
        any = true;
    }
    co_return any;
}

/// Tries them; what is refused has left no trace. Throws what is nobody's fault.
task<std::optional<pg::query_failure>> attempt(const writing& w, write_batch& batch, writes some) {
    for (;;) {
        pg::rows rows;
        std::optional<pg::query_failure> failed;
        co_await set_savepoint(w.tx);
        try {
            rows = co_await statement(w, batch.what, some);
        } catch (const pg::query_failure& f) {
            failed = f;
        }
        const bool out = !failed && co_await leads_out(w, batch, some);
        co_await end_savepoint(w.tx, !failed && !out);
        if (failed && !explain(w.of, *failed, verb_of(batch.what)))
            throw pg::query_failure{*failed};
        if (failed) co_return failed;
        if (!out) {
            batch.after.push_back(std::move(rows));
            place(w.store.id_column(w.with), some, batch.after, &planned_write::after);
            co_return std::nullopt;
        }
        std::erase_if(some, [](const planned_write* one) { return one->refused.has_value(); });
        if (some.empty()) co_return std::nullopt;
    }
}

error reason(const writing& w, row_operation what, const pg::query_failure& f) {
    auto why = explain(w.of, f, verb_of(what));
    if (!why) throw pg::query_failure{f};
    return std::move(*why);
}

/// What one row was refused for by a unique index, others may be as well: one statement finds those
/// that would meet a row that is there. Refuses up to `most`, and answers how many.
task<std::size_t> refuse_taken(const writing& w, const index& rule, const error& why,
                               const std::vector<writes>& todo, std::size_t most) {
    writes waiting;
    for (const auto& some : todo)
        std::ranges::copy_if(some, std::back_inserter(waiting),
                             [](const planned_write* one) { return !one->refused; });
    if (waiting.empty()) co_return 0;
    std::vector<std::size_t> taken;
    bool failed = false;
    co_await set_savepoint(w.tx);
    try {
        taken = co_await w.store.taken(w.tx, rule, waiting);
    } catch (const pg::query_failure&) { // a value that PostgreSQL does not take: its row will tell
        failed = true;
    }
    co_await end_savepoint(w.tx, !failed);
    if (taken.size() > most) taken.resize(most);
    for (const auto at : taken) waiting[at]->refused = why;
    co_return taken.size();
}

/// Some of these are refused: finds out which, and does the others.
task<void> sort_out(const writing& w, write_batch& batch, const writes& all, on_refusal how) {
    std::vector<writes> todo; // the next ones stand last
    for (std::size_t end = all.size(); end > 0;) {
        const auto begin = (end - 1) / small_batch * small_batch;
        todo.emplace_back(all.begin() + offset(begin), all.begin() + offset(end));
        end = begin;
    }
    std::unordered_set<const index*> asked;
    for (std::size_t refused = 0; !todo.empty();) {
        auto some = std::move(todo.back());
        todo.pop_back();
        std::erase_if(some, [](const planned_write* one) { return one->refused.has_value(); });
        if (some.empty()) continue;
        const auto failed = co_await attempt(w, batch, some);
        if (!failed) continue;
        const auto line = some.size() == 1 ? 1 : failed->copy_line;
        if (line == 0 || line > some.size()) { // halves
            const auto middle = some.begin() + offset(some.size() / 2);
            todo.emplace_back(middle, some.end());
            todo.emplace_back(some.begin(), middle);
            continue;
        }
        auto& why = some[line - 1]->refused.emplace(reason(w, batch.what, *failed));
        ++refused;
        const auto bad = some.begin() + offset(line - 1);
        todo.emplace_back(bad + 1, some.end());
        todo.emplace_back(some.begin(), bad);
        const auto* rule = w.of.find_index(failed->constraint);
        const auto most = how == on_refusal::stop ? most_told - refused : all.size();
        if (rule && batch.what == row_operation::create && asked.insert(rule).second)
            refused += co_await refuse_taken(w, *rule, why, todo, most);
        if (refused >= most_told && how == on_refusal::stop) co_return;
    }
}

/// One alone needs no savepoint: when it is refused, there is nothing to go on with.
task<void> write_one(const writing& w, write_batch& batch, const writes& one) {
    std::optional<pg::query_failure> failed;
    try {
        auto rows = co_await statement(w, batch.what, one);
        batch.after.push_back(std::move(rows));
    } catch (const pg::query_failure& f) {
        failed = f;
    }
    if (failed) {
        one.front()->refused = reason(w, batch.what, *failed);
        co_return;
    }
    place(w.store.id_column(w.with), one, batch.after, &planned_write::after);
    co_await leads_out(w, batch, one);
}

task<void> carry_out(const writing& w, write_batch& batch, on_refusal how) {
    const auto some = batch.going_on();
    if (some.empty()) co_return;
    if (some.size() == 1 && how == on_refusal::stop) {
        co_await write_one(w, batch, some);
        co_return;
    }
    for (const auto& group : alike(w.of, batch, some)) {
        const auto failed = co_await attempt(w, batch, group);
        if (failed) co_await sort_out(w, batch, group, how);
    }
}

/// Those that no statement has answered with.
task<void> find_after(const writing& w, write_batch& batch) {
    if (batch.what == row_operation::remove) co_return;
    writes missing;
    for (auto* one : batch.going_on())
        if (!one->after) missing.push_back(one);
    if (missing.empty()) co_return;
    const auto ids = ids_of(missing);
    auto rows = co_await w.store.read(w.tx, ids);
    batch.after.push_back(std::move(rows));
    place(w.store.id_column(answers::rows), missing, batch.after, &planned_write::after);
}

}

task<void> write_rows(writing& w, write_batch& batch, on_refusal how) {
    const bool hooked = w.hooks.any_concerned(w.of.as_hooked(), batch.what);
    if (hooked) w.with = answers::rows;
    for (auto& one : batch.items) // nothing is given for a deletion
        if (!one.cells) one.cells = std::make_shared<std::vector<cell>>(w.of.columns.size());
    const auto stops = [&] { return how == on_refusal::stop && batch.any_refused(); };
    if (batch.what != row_operation::create) co_await find_before(w, batch);
    if (hooked && !stops()) co_await ask_hooks(w, batch);
    if (stops()) co_return;
    co_await carry_out(w, batch, how);
    if (stops()) co_return;
    if (w.with == answers::rows) co_await find_after(w, batch);
    if (hooked) co_await tell_hooks(w, batch);
}

task<void> tell_of_commit(const writing& w, row_operation what) {
    for (const auto& hook : w.hooks.all())
        if (hook->concerns(w.of.as_hooked(), what))
            co_await hook->after_commit(w.request, w.of.as_hooked(), what);
}

}
