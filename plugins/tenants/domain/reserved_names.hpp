// Hosts that are the operator's own, not a tenant's. Pure.
#pragma once
#include <string_view>

namespace nucleus::tenants {

/// Whether `name`, a label in lower case, is `word`, or could be taken for it: hyphens do not count
/// ("ad-min"), digits and pairs of letters may stand for the letters that they look like ("adm1n",
/// "adrnin"), and a number may follow ("www2", "ns-1").
[[nodiscard]] bool passes_for(std::string_view name, std::string_view word) noexcept;

/// The built-in word that it passes for; empty: none.
[[nodiscard]] std::string_view reserved_word(std::string_view name) noexcept;

}
