// Fuzz target: a config document and, after each NUL byte, one flag.
#include "config/loader.hpp"
#include "config/substitute.hpp"
#include <cstdint>
#include <cstdlib>

using namespace nucleus::config;

namespace {

/// What must hold for any input: a snapshot or a reason, and what is shown stays valid.
void load(const sources& from) {
    static const loader with_core_sections;
    report found;
    static_cast<void>(with_core_sections.peek(from, found));
    const auto config = with_core_sections.load(from, found);
    if (!config == found.faults.empty()) std::abort();
    if (!config) return;
    if (config->masked_json().empty() || !config->changed_keys(*config).empty()) std::abort();
    static_cast<void>(config->env_references());
}

}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    std::string_view text{reinterpret_cast<const char*>(data), size};
    if (text.find("file:") == std::string_view::npos)
        static_cast<void>(expand(text, {{"A", "1"}, {"B", "${A}"}}));
    sources from;
    const auto end = text.find('\0');
    from.overrides = std::string{text.substr(0, end)};
    while (text.find('\0') != std::string_view::npos) {
        text.remove_prefix(text.find('\0') + 1);
        from.flags.emplace_back(text.substr(0, text.find('\0')));
        if (from.flags.back().find("file:") != std::string::npos) return 0; // leave the disk alone
    }
    load(from);
    return 0;
}
