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

/// An authenticated caller, as every plugin sees it. Immutable and shared: it is cached.
struct principal {
    enum class kind : std::uint8_t { session, api_key };

    kind as = kind::session;
    uuid user_id;
    uuid session_id;                     ///< of a session; nil for an API key
    std::optional<uuid> impersonator_id; ///< the admin behind an impersonated session
    bool is_god = false;
    std::string tenant;              ///< empty in the main schema
    std::vector<std::string> roles;  ///< names
    std::vector<std::string> claims; ///< actions, sorted

    /// True for a godmin, else when the claim was granted.
    [[nodiscard]] bool has(std::string_view claim) const noexcept {
        return is_god || std::binary_search(claims.begin(), claims.end(), claim);
    }
};
using principal_ptr = std::shared_ptr<const principal>;

}
