#include "config/substitute.hpp"
#include <algorithm>
#include <fstream>
#include <optional>

namespace nucleus::config {

namespace {

bool variable_name(std::string_view name) {
    return !name.empty() && !(name[0] >= '0' && name[0] <= '9') &&
           std::all_of(name.begin(), name.end(), [](char c) {
               return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
                      c == '_';
           });
}

constexpr std::size_t largest_file = 1024 * 1024; // a secret, not a device that never ends

std::optional<std::string> file_text(const std::string& path) {
    std::ifstream in{path, std::ios::binary};
    if (!in) return std::nullopt;
    std::string text(largest_file, '\0');
    in.read(text.data(), static_cast<std::streamsize>(text.size()));
    if (in.bad() || !in.eof()) return std::nullopt; // eof: all of it came
    text.resize(static_cast<std::size_t>(in.gcount()));
    if (text.ends_with('\n')) text.pop_back();
    if (text.ends_with('\r')) text.pop_back();
    return text;
}

/// The value of what stands between the braces, or the problem.
std::string value_of(std::string_view inside, const environment_map& environment,
                     std::string& problem) {
    if (inside.starts_with("file:")) {
        const std::string path{inside.substr(5)};
        if (auto text = file_text(path)) return *text;
        problem =
            "the file " + path +
            " of ${file:…} cannot be read, or is larger than 1 MiB; create it or correct the path";
        return {};
    }
    const auto colon = inside.find(':');
    const std::string name{inside.substr(0, colon)};
    if (!variable_name(name)) {
        problem = "\"${" + std::string{inside} +
                  "}\" is not a substitution; use ${VAR}, ${VAR:default} or ${file:/path}, or $${ "
                  "for the text itself";
        return {};
    }
    if (const auto at = environment.find(name); at != environment.end()) return at->second;
    if (colon != std::string_view::npos) return std::string{inside.substr(colon + 1)};
    problem = "the environment variable " + name +
              " is not set; set it, or give a default with ${" + name + ":default}";
    return {};
}

}

expansion expand(std::string_view text, const environment_map& environment) {
    expansion out;
    out.whole = text.starts_with("${") && text.find('}') == text.size() - 1;
    while (!text.empty()) {
        const auto at = text.find("${");
        if (at == std::string_view::npos) break;
        if (at > 0 && text[at - 1] == '$') { // $${ is the escaped form
            out.text.append(text.substr(0, at - 1)).append("${");
            text.remove_prefix(at + 2);
            continue;
        }
        const auto end = text.find('}', at);
        if (end == std::string_view::npos) {
            out.problem = "\"${\" is never closed; add the }, or write $${ for the text itself";
            break;
        }
        out.text.append(text.substr(0, at));
        out.text.append(value_of(text.substr(at + 2, end - at - 2), environment, out.problem));
        out.changed = true;
        text.remove_prefix(end + 1);
    }
    out.text.append(text);
    return out;
}

}
