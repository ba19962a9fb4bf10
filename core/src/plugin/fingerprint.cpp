#include "plugin/fingerprint.hpp"
#include <vector>

namespace nucleus::plugin_host {

namespace {

constexpr std::string_view prefix = "nucleus_plugin_";

/// "nucleus_plugin_sdk3_clang19_cxx11_boost108300_plain" → its five parts (abi.hpp); empty: another
/// scheme altogether.
std::vector<std::string_view> parts_of(std::string_view symbol) {
    std::vector<std::string_view> parts;
    symbol.remove_prefix(prefix.size());
    while (true) {
        const auto end = symbol.find('_');
        parts.push_back(symbol.substr(0, end));
        if (end == std::string_view::npos) break;
        symbol.remove_prefix(end + 1);
    }
    const bool known =
        parts.size() == 5 && parts[0].starts_with("sdk") && parts[3].starts_with("boost");
    if (!known) return {};
    parts[0].remove_prefix(3);
    parts[3].remove_prefix(5);
    return parts;
}

}

bool is_entry_symbol(std::string_view symbol) noexcept { return symbol.starts_with(prefix); }

std::string fingerprint_difference(std::string_view theirs, std::string_view ours) {
    constexpr std::string_view what[] = {"for SDK version ", "with compiler ",
                                         "for C++ library ABI ", "with Boost ",
                                         "with object layout (sanitizer) "};
    if (theirs == ours) return {};
    const auto other = parts_of(theirs);
    const auto own = parts_of(ours);
    if (other.empty() || own.empty())
        return "with the unknown fingerprint " + std::string{theirs} +
               " (this nucleusd: " + std::string{ours} + ")";
    std::string text;
    for (std::size_t i = 0; i < own.size(); ++i) {
        if (other[i] == own[i]) continue;
        text.append(text.empty() ? "" : ", ").append(what[i]).append(other[i]);
        text.append(" (this nucleusd: ").append(own[i]).append(")");
    }
    return text;
}

}
