#include "resolution/tenant_cache.hpp"

namespace nucleus::tenants {

known_tenant_ptr tenant_cache::by_name(std::string_view subdomain) const {
    const auto at = by_name_.find(subdomain);
    return at == by_name_.end() ? nullptr : at->second;
}

known_tenant_ptr tenant_cache::by_id(const uuid& id) const {
    const auto at = by_id_.find(id);
    return at == by_id_.end() ? nullptr : at->second;
}

void tenant_cache::keep(known_tenant_ptr t) {
    if (by_id_.size() >= most_) {
        by_name_.clear();
        by_id_.clear();
    }
    by_name_.insert_or_assign(t->facts->subdomain, t);
    by_id_.insert_or_assign(t->id, std::move(t));
}

void tenant_cache::drop(const uuid& id) {
    drops_.note(id);
    const auto at = by_id_.find(id);
    if (at == by_id_.end()) return;
    by_name_.erase(at->second->facts->subdomain);
    by_id_.erase(at);
}

void tenant_cache::drop_all() {
    drops_.note_all();
    by_name_.clear();
    by_id_.clear();
}

}
