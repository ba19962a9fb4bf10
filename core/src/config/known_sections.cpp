#include "config/known_sections.hpp"
#include <algorithm>
#include <iterator>

namespace nucleus::config {

namespace {

struct owner {
    std::string_view section, plugin;
};
constexpr owner bundled[] = {
    {"authentication", "auth"},
    {"authorization", "auth"},
    {"entities", "crud"},
    {"crud", "crud"},
    {"audit", "audit"},
    {"email", "mail"},
    {"webauthn", "webauthn"},
    {"tenants", "tenants"},
    {"verification", "verification"},
    {"notification", "verification"},
    {"monitoring", "monitoring"},
    {"configManagement", "config"},
};
constexpr std::string_view missing[] = {"redis",    "storage",        "pubsub", "chat",
                                        "payments", "liveMonitoring", "dapr"};

}

std::string_view bundled_plugin_of(std::string_view section) noexcept {
    const auto* at = std::find_if(std::begin(bundled), std::end(bundled),
                                  [&](const owner& o) { return o.section == section; });
    return at == std::end(bundled) ? std::string_view{} : at->plugin;
}

std::vector<std::string_view> bundled_sections() {
    std::vector<std::string_view> names;
    for (const auto& o : bundled) names.push_back(o.section);
    return names;
}

bool not_available_yet(std::string_view section) noexcept {
    return std::find(std::begin(missing), std::end(missing), section) != std::end(missing);
}

}
