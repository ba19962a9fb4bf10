// What somebody may do in another's name. Pure.
#pragma once
#include "domain/account.hpp"
#include <nucleus/principal.hpp>

namespace nucleus::auth {

/// Whoever has it may act in another's name.
inline constexpr std::string_view impersonation_claim = "admin.impersonate";

/// What of the account's rights the actor has, too: nobody reaches more in another's name than in
/// their own. A scoped claim is had by who has it everywhere, or with the same scopes.
[[nodiscard]] rights shared_with(const rights& of, const principal& actor);

/// Whether the account may do something that the actor may not.
[[nodiscard]] bool exceeds(const account& who, const principal& actor);

}
