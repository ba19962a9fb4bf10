// Sections that no plugin declared, but whose names mean something.
#pragma once
#include <string_view>
#include <vector>

namespace nucleus::config {

/// The bundled plugin that a section belongs to; empty: none.
[[nodiscard]] std::string_view bundled_plugin_of(std::string_view section) noexcept;
/// All of those.
[[nodiscard]] std::vector<std::string_view> bundled_sections();
/// Part of the Nucleus configuration that nucleusd does not have yet: warned about and ignored.
[[nodiscard]] bool not_available_yet(std::string_view section) noexcept;

}
