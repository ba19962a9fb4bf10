// What the name of an entry symbol says about how a plugin was built.
#pragma once
#include <string>
#include <string_view>

namespace nucleus::plugin_host {

/// True for the name of any plugin's entry symbol, whatever its fingerprint.
[[nodiscard]] bool is_entry_symbol(std::string_view symbol) noexcept;

/// How two entry symbols differ, e.g. "for SDK version 2 (this nucleusd: 1), with gcc13 (this
/// nucleusd: clang19)"; empty when they are the same.
[[nodiscard]] std::string fingerprint_difference(std::string_view theirs, std::string_view ours);

}
