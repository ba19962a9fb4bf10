// Who is asking.
#pragma once
#include <algorithm>
#include <memory>
#include <nucleus/uuid.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace nucleus {

/// A claim that was granted for some rows only: those that pass any of the filters (query API).
struct scoped_claim {
    std::string claim;
    std::vector<std::string> filters;
};

/// An authenticated caller, as every plugin sees it. Immutable and shared: it is cached.
struct principal {
    enum class kind : std::uint8_t { session, api_key };

    kind as = kind::session;
    uuid user_id;
    uuid session_id;                     ///< of a session; nil for an API key
    uuid api_key_id;                     ///< of an API key; nil for a session
    std::optional<uuid> impersonator_id; ///< the admin behind an impersonated session
    bool is_god = false;
    std::string tenant;               ///< empty in the main schema
    std::vector<std::string> roles;   ///< names
    std::vector<std::string> claims;  ///< actions that are granted without a scope, sorted
    std::vector<scoped_claim> scopes; ///< those that are granted with scopes only, sorted

    /// True for a godmin, else when the claim was granted without a scope.
    [[nodiscard]] bool has(std::string_view claim) const noexcept {
        return is_god || std::binary_search(claims.begin(), claims.end(), claim);
    }
    /// True when it was granted at all: for what holds the caller to the scope.
    [[nodiscard]] bool reaches(std::string_view claim) const noexcept {
        return has(claim) || scope_of(claim) != nullptr;
    }
    /// The scope of a claim; null: it was granted for every row, or not at all.
    [[nodiscard]] const scoped_claim* scope_of(std::string_view claim) const noexcept {
        if (is_god) return nullptr;
        const auto at = std::ranges::lower_bound(scopes, claim, {}, &scoped_claim::claim);
        return at != scopes.end() && at->claim == claim ? &*at : nullptr;
    }
};
using principal_ptr = std::shared_ptr<const principal>;

}
