#include "hooks/scope_rule.hpp"
#include "domain/row_scope.hpp"
#include "store/json_paths.hpp"
#include <map>
#include <nucleus/pg/array_text.hpp>
#include <unordered_map>

namespace nucleus::crud {

namespace {

constexpr pg::statement select_claims{
    "crud.scope.claims", "SELECT id, action FROM {schema}.claims WHERE id = ANY ($1::uuid[])"};

/// What a column will be, as far as the write says; else what it is.
std::optional<std::string> value_after(const row_write& w, std::string_view column) {
    const auto text = w.gives(column) ? w.given(column)
                      : w.before()    ? w.before()->value(column)
                                      : std::nullopt;
    if (!text) return std::nullopt;
    return std::string{*text};
}

error about_scope(const error& why) {
    error e{errors::validation_failed};
    for (const auto& f : why.faults) e.faults.push_back({"/scope", f.code, f.message});
    if (e.faults.empty()) e.faults.push_back({"/scope", "malformed", std::string{why.text()}});
    return e;
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
        const auto claim = uuid::parse(value_after(*w, "claim_id").value_or(""));
        if (scope && claim) some.push_back({w, std::move(*scope), *claim});
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

/// What speaks against such a grant.
task<std::optional<error>> scope_rule::verdict(hook_call& call, std::string_view claim,
                                               std::string_view scope) const {
    const auto judged = judge_grant(entities_, claim, scope, call.request.now);
    if (!judged) co_return about_scope(judged.error());
    if (!*judged) co_return std::nullopt;
    const auto sound = co_await check_json_paths(call.tx, (*judged)->paths);
    if (!sound) co_return about_scope(sound.error());
    co_return std::nullopt;
}

task<void> scope_rule::before_write(hook_call& call, std::span<row_write* const> writes) {
    const auto some = scoped(writes);
    if (some.empty()) co_return;
    const auto actions = co_await actions_of(call.tx, some);
    std::map<std::pair<std::string, std::string>, std::optional<error>> verdicts;
    for (const auto& s : some) {
        const auto action = actions.find(s.claim);
        if (action == actions.end()) continue; // the reference will be refused
        const auto [at, fresh] = verdicts.try_emplace({action->second, s.scope});
        if (fresh) at->second = co_await verdict(call, action->second, s.scope);
        if (at->second) s.write->refuse(*at->second);
    }
}

}
