#include "config/environment.hpp"
#include "config/convert.hpp"
#include "config/json_path.hpp"
#include "config/known_sections.hpp"
#include "config/node.hpp"
#include <cctype>
#include <nucleus/suggestion.hpp>
#include <optional>
#include <utility>

namespace nucleus::config {

namespace {

constexpr std::string_view prefix = "NUCLEUS_";

std::vector<std::string> split(std::string_view text, std::string_view by) {
    std::vector<std::string> parts;
    for (auto at = text.find(by); at != std::string_view::npos; at = text.find(by)) {
        parts.emplace_back(text.substr(0, at));
        text.remove_prefix(at + by.size());
    }
    parts.emplace_back(text);
    return parts;
}

/// Where a variable or flag leads: JSON keys and what is declared there.
struct target {
    std::vector<std::string> steps;
    node at;
    std::string problem;
};

/// One segment further; false with `problem` set when there is no such key.
bool descend(target& t, const std::string& segment) {
    if (t.at.type && t.at.type->holds == container::map) {
        t.steps.push_back(lower_camel(segment));
        t.at = t.at.child(t.steps.back());
        return true;
    }
    if (!t.at.object) {
        t.problem = t.steps.back() + " has no keys of its own; give its whole value as JSON";
        return false;
    }
    std::vector<std::string> known;
    for (const auto& f : t.at.object->fields) {
        known.push_back(upper_snake(f.name));
        if (known.back() != segment) continue;
        t.steps.push_back(f.name);
        t.at = node_of(f.type);
        return true;
    }
    t.problem = "there is no key " + segment + suggestion(segment, known);
    return false;
}

target resolve(const std::vector<std::string>& segments,
               const std::vector<declared_section>& declared, bool complete) {
    target out;
    std::vector<std::string> known;
    for (const auto& d : declared) {
        if (d.declaration.name.empty()) continue;
        known.push_back(upper_snake(d.declaration.name));
        if (known.back() != segments.front()) continue;
        out.steps = {d.declaration.name};
        out.at = node_of(d.declaration);
        for (std::size_t i = 1; i < segments.size(); ++i)
            if (!descend(out, segments[i])) break;
        return out;
    }
    for (const auto& segment : segments) out.steps.push_back(lower_camel(segment));
    const auto& section = out.steps.front();
    if (complete && bundled_plugin_of(section).empty() && !not_available_yet(section))
        out.problem =
            "there is no section " + segments.front() + suggestion(segments.front(), known);
    return out;
}

/// A root key, e.g. NUCLEUS_MODE.
std::optional<target> root_key(const std::string& name) {
    for (const auto& f : shape_of<root_config>().fields)
        if (upper_snake(f.name) == name) return target{{f.name}, node_of(f.type), {}};
    return std::nullopt;
}

void put(layer& into, const target& where, const std::string& text, std::string given_by) {
    std::string path{document_root};
    for (const auto& step : where.steps) path = member_path(path, step);
    into.given_by[path] = std::move(given_by);
    place(into.values, where.steps, convert(text, where.at.type));
}

/// What is declared at these JSON keys.
node node_at(const std::vector<std::string>& steps, const std::vector<declared_section>& declared) {
    node at;
    for (const auto& d : declared) {
        if (d.declaration.name == steps.front())
            at = node_of(d.declaration);
        else if (d.declaration.name.empty() && !at.known())
            at = node_of(d.declaration).child(steps.front());
    }
    for (std::size_t i = 1; i < steps.size(); ++i) at = at.child(steps[i]);
    return at;
}

}

std::string upper_snake(std::string_view camel) {
    std::string out;
    for (std::size_t i = 0; i < camel.size(); ++i) {
        const auto c = static_cast<unsigned char>(camel[i]);
        if (std::isupper(c) && i > 0 && !std::isupper(static_cast<unsigned char>(camel[i - 1])))
            out += '_';
        out += c == '-' ? '_' : static_cast<char>(std::toupper(c));
    }
    return out;
}

std::string lower_camel(std::string_view upper) {
    std::string out;
    bool raise = false;
    for (const unsigned char c : upper) {
        if (c == '_')
            raise = !out.empty();
        else
            out +=
                static_cast<char>(std::exchange(raise, false) ? std::toupper(c) : std::tolower(c));
    }
    return out;
}

layer environment_layer(const environment_map& environment,
                        const std::vector<declared_section>& declared, bool complete,
                        report& found) {
    layer out{"env", {}, {}};
    for (auto at = environment.lower_bound(std::string{prefix});
         at != environment.end() && at->first.starts_with(prefix); ++at) {
        const auto name = at->first.substr(prefix.size());
        if (const auto root = root_key(name)) {
            put(out, *root, at->second, at->first);
            continue;
        }
        if (name.find("__") == std::string::npos) continue;
        const auto where = resolve(split(name, "__"), declared, complete);
        if (where.problem.empty())
            put(out, where, at->second, at->first);
        else if (complete)
            found.add(at->first, "unknown_variable",
                      where.problem + " (variables are NUCLEUS_<SECTION>__<KEY>)");
    }
    return out;
}

/// One `_` for two, or a letter amiss.
void warn_of_near_misses(const environment_map& environment,
                         const std::vector<declared_section>& declared, std::string_view as_written,
                         report& found) {
    std::vector<std::string> known;
    for (const auto& f : shape_of<root_config>().fields) known.push_back(upper_snake(f.name));
    for (const auto& d : declared)
        if (!d.declaration.name.empty())
            for (const auto& f : d.declaration.described->fields)
                known.push_back(upper_snake(d.declaration.name) + "__" + upper_snake(f.name));
    for (auto at = environment.lower_bound(std::string{prefix});
         at != environment.end() && at->first.starts_with(prefix); ++at) {
        const auto name = at->first.substr(prefix.size());
        const bool used = as_written.find(at->first) != as_written.npos;
        if (used || name.find("__") != std::string::npos || root_key(name)) continue;
        for (const auto& k : known)
            if (edit_distance(name, k) <= 1) {
                found.warn(at->first + " has no effect; did you mean " + std::string{prefix} + k +
                           "?");
                break;
            }
    }
}

layer flag_layer(const std::vector<std::string>& flags,
                 const std::vector<declared_section>& declared, report& found) {
    layer out{"flag", {}, {}};
    for (const auto& flag : flags) {
        const auto equals = flag.find('=');
        const auto steps = steps_of(flag.substr(0, equals));
        if (equals == std::string::npos || steps.empty()) {
            found.add(flag.substr(0, equals), "malformed_flag",
                      "a setting is written section.key=value, e.g. --set server.port=9000");
            continue;
        }
        put(out, {steps, node_at(steps, declared), {}}, flag.substr(equals + 1),
            "a command-line flag");
    }
    return out;
}

}
