// Somebody with one grant of a claim alone. Pure.
#pragma once
#include "domain/account.hpp"
#include <nucleus/principal.hpp>

namespace nucleus::auth {

/// The account as a caller, for whom one claim is granted by nothing but this: with that scope, or
/// for every row.
[[nodiscard]] principal granted_once(const account& who, const std::string& claim,
                                     const std::optional<std::string>& scope);

}
