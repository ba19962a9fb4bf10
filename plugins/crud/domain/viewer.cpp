#include "domain/viewer.hpp"
#include "domain/row_scope.hpp"

namespace nucleus::crud {

namespace {

bool is_open(const entity& e, right r) {
    switch (r) {
    case right::get: return e.is_open(verb::get);
    case right::put: return e.is_open(verb::put);
    case right::del: return e.is_open(verb::del);
    case right::bulk_put:
    case right::bulk_del: break;
    }
    return false;
}

}

std::string_view method_of(right r) noexcept {
    switch (r) {
    case right::get: break;
    case right::put: return "put";
    case right::del: return "delete";
    case right::bulk_put: return "bulk.put";
    case right::bulk_del: return "bulk.delete";
    }
    return "get";
}

const viewer& viewer::all_seeing() {
    static const principal god = [] {
        principal p;
        p.is_god = true;
        return p;
    }();
    static const viewer all{&god};
    return all;
}

column_set viewer::hidden(const entity& e) const {
    column_set hidden;
    if (!e.any_guarded) return hidden;
    for (std::size_t i = 0; i < e.columns.size(); ++i) hidden[i] = !sees(e, i);
    return hidden;
}

bool viewer::follows(const entity& from, const relation& r) const {
    if (!reads(*r.target) || !sees(from, r.near) || !sees(*r.target, r.far)) return false;
    return !r.junction || (reads(*r.junction) && sees(*r.junction, r.across_near) &&
                           sees(*r.junction, r.across_far));
}

owner_filter viewer::owner(const entity& e, right r) const {
    if (!e.owner || is_open(e, r) || !who_ || who_->is_god) return std::nullopt;
    return who_->user_id;
}

std::vector<expression> viewer::scopes(const entity& e, right r) const {
    std::vector<expression> all;
    if (who_ && !who_->scopes.empty() && !is_open(e, r))
        if (const auto* granted = who_->scope_of(e.claim(method_of(r))))
            all.push_back(any_scope(e, granted->filters, scope_words{*who_, now_}));
    static const principal anonymous;
    const scope_words words{who_ ? *who_ : anonymous, now_};
    if (hooks_)
        for (const auto& h : *hooks_)
            if (const auto filter = h->filter_read(who_, e.table); !filter.empty())
                all.push_back(row_scope(e, filter, words));
    return all;
}

}
