#include "plugin/declaration_check.hpp"
#include "http/router.hpp"
#include <algorithm>
#include <map>

namespace nucleus::plugin_host {

namespace {

bool upper_snake(std::string_view key) {
    return !key.empty() && key.front() >= 'A' && key.front() <= 'Z' &&
           std::all_of(key.begin(), key.end(), [](char c) {
               return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
           });
}

std::string place_of(const endpoint& e) {
    return std::string{http::to_string(e.verb)} + " " + e.path + " of plugin " + e.plugin;
}

}

std::optional<refusal> migration_fault(std::span<const pg::migration> steps) {
    const auto bad = [](const pg::migration& step, const std::string& why) {
        return refusal{"bad_migration", "migration " + std::to_string(step.version) + " (" +
                                            std::string{step.name} + ") " + why};
    };
    int last = 0;
    for (const auto& step : steps) {
        if (step.version < 1) return bad(step, "has a version below 1");
        if (step.version == last) return bad(step, "has the same version as the one before");
        if (step.version < last)
            return bad(step,
                       "comes after version " + std::to_string(last) + ": order them by version");
        if (step.name.empty()) return bad(step, "has no name");
        if (step.sql.find_first_not_of(" \t\r\n") == std::string_view::npos)
            return bad(step, "has no SQL");
        last = step.version;
    }
    return std::nullopt;
}

std::vector<refusal> endpoint_faults(const catalog& rows) {
    std::vector<refusal> found;
    std::map<std::string, const endpoint*> owners;
    for (const auto& e : rows.rows()) {
        if (!e.handler.run)
            found.push_back({"missing_handler", place_of(e) + " (" + e.key + ") has no handler"});
        if (!upper_snake(e.key))
            found.push_back(
                {"bad_key", place_of(e) + ": the key '" + e.key + "' must be UPPER_SNAKE"});
        const auto [first, fresh] = owners.emplace(e.key, &e);
        if (!fresh && first->second->plugin != e.plugin)
            found.push_back({"key_collision", "the key " + e.key + " is used by " +
                                                  place_of(*first->second) + " and by " +
                                                  place_of(e) + ": rename one of them"});
    }
    for (auto& sentence : http::collisions(rows))
        found.push_back({"path_collision", std::move(sentence)});
    return found;
}

}
