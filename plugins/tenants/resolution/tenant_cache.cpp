#include "resolution/tenant_cache.hpp"

namespace nucleus::tenants {

known_tenant_ptr tenant_cache::by_name(std::string_view subdomain) const {
    const auto* id = ids_.find(subdomain);
    return id ? by_id(*id) : nullptr;
}

known_tenant_ptr tenant_cache::by_id(const uuid& id) const {
    const auto* found = known_.find(id);
    return found ? *found : nullptr;
}

void tenant_cache::keep(known_tenant_ptr t) {
    const auto id = t->id;
    ids_.put(t->facts->subdomain, id);
    known_.put(id, std::move(t));
}

/// A name that is left over leads to nobody.
void tenant_cache::drop(const uuid& id) {
    drops_.note(id);
    known_.erase(id);
}

void tenant_cache::drop_all() {
    drops_.note_all();
    ids_.clear();
    known_.clear();
}

}
