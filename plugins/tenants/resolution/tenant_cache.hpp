// The tenants that one worker knows.
#pragma once
#include "domain/tenant.hpp"
#include <memory>
#include <nucleus/bounded_map.hpp>
#include <nucleus/recent_drops.hpp>
#include <nucleus/services/tenancy.hpp>

namespace nucleus::tenants {

/// What its requests are answered by.
struct known_tenant {
    uuid id;
    standing stands = standing::open;
    std::shared_ptr<const tenant_facts> facts;
};
using known_tenant_ptr = std::shared_ptr<const known_tenant>;

/// One per worker, touched by its thread only. Holds `most` at most, and forgets those that nobody
/// has asked for in a while. Whoever fills it minds drops().
class tenant_cache {
public:
    explicit tenant_cache(std::size_t most = 10'000)
        : ids_{most}
        , known_{most} {}

    [[nodiscard]] known_tenant_ptr by_name(std::string_view subdomain) const;
    [[nodiscard]] known_tenant_ptr by_id(const uuid& id) const;
    void keep(known_tenant_ptr t);

    void drop(const uuid& id);
    void drop_all();
    [[nodiscard]] const recent_drops& drops() const noexcept { return drops_; }
    [[nodiscard]] std::size_t size() const noexcept { return known_.size(); }

private:
    struct name_hash {
        using is_transparent = void;
        std::size_t operator()(std::string_view t) const noexcept {
            return std::hash<std::string_view>{}(t);
        }
    };
    // Asking moves what is found.
    mutable bounded_map<std::string, uuid, name_hash> ids_; ///< by name
    mutable bounded_map<uuid, known_tenant_ptr, std::hash<uuid>> known_;
    recent_drops drops_;
};

}
