#include "hooks/scope_rule.hpp"
#include "domain/row_scope.hpp"
#include "store/json_paths.hpp"
#include <nucleus/pg/array_text.hpp>
#include <unordered_map>

namespace nucleus::crud {

namespace {

constexpr pg::statement select_claims{
    "crud.scope.claims", "SELECT id, action FROM {schema}.claims WHERE id = ANY ($1::uuid[])"};

/// What a column will be, as far as the write says; else what it is.
std::string value_after(const row_write& w, std::string_view column) {
    const auto text = w.gives(column) ? w.given(column)
                      : w.before()    ? w.before()->value(column)
                                      : std::nullopt;
    return std::string{text.value_or("")};
}

error about_scope(const error& why) {
    error e{errors::validation_failed};
    for (const auto& f : why.faults) e.faults.push_back({"/scope", f.code, f.message});
    if (e.faults.empty()) e.faults.push_back({"/scope", "malformed", std::string{why.text()}});
    return e;
}

const principal& nobody() {
    static const principal one;
    return one;
}

struct scoped_write {
    row_write* write;
    std::string scope;
    uuid claim;
};

/// Those that say something about the scope of a grant, or about what it is the scope of.
std::vector<scoped_write> scoped(std::span<row_write* const> writes) {
    std::vector<scoped_write> some;
    for (auto* w : writes) {
        if (!w->gives("scope") && !w->gives("claim_id")) continue;
        auto scope = value_after(*w, "scope");
        const auto claim = uuid::parse(value_after(*w, "claim_id"));
        if (!scope.empty() && claim) some.push_back({w, std::move(scope), *claim});
    }
    return some;
}

task<std::unordered_map<uuid, std::string>> actions_of(pg::transaction& tx,
                                                       const std::vector<scoped_write>& some) {
    pg::array_text ids;
    for (const auto& s : some) ids.add(s.claim);
    pg::parameters p{std::move(ids).text()};
    const auto found = co_await tx.run(select_claims, std::move(p));
    std::unordered_map<uuid, std::string> actions;
    for (std::size_t r = 0; r < found.size(); ++r)
        actions.emplace(found.id(r, 0), found.text(r, 1));
    co_return actions;
}

}

bool scope_rule::concerns(const hooked_table& table, row_operation what) const {
    return table.name == "role_claims" &&
           (what == row_operation::create || what == row_operation::update);
}

/// `get.<table>`, `bulk.delete.<table>`: not of `get.<table>.<column>`, which has no rows.
const entity* scope_rule::entity_of(std::string_view claim) const {
    for (const auto& e : entities_)
        for (const auto* method :
             {"get", "post", "put", "delete", "bulk.post", "bulk.put", "bulk.delete"})
            if (claim == e->claim(method)) return e.get();
    return nullptr;
}

task<void> scope_rule::before_write(hook_call& call, std::span<row_write* const> writes) {
    const auto some = scoped(writes);
    if (some.empty()) co_return;
    const auto actions = co_await actions_of(call.tx, some);
    const principal& who = call.request.caller ? *call.request.caller : nobody();
    for (const auto& s : some) {
        const auto action = actions.find(s.claim);
        const auto* e = action == actions.end() ? nullptr : entity_of(action->second);
        if (!e) continue;
        const auto parsed = parse_scope(*e, s.scope, who, call.request.now);
        if (!parsed) {
            s.write->refuse(about_scope(parsed.error()));
            continue;
        }
        const auto sound = co_await check_json_paths(call.tx, parsed->paths);
        if (!sound) s.write->refuse(about_scope(sound.error()));
    }
}

}
