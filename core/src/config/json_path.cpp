#include "config/json_path.hpp"
#include <algorithm>
#include <cctype>
#include <utility>

namespace nucleus::config {

namespace {

bool is_number(std::string_view text) {
    return !text.empty() &&
           std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

std::vector<std::string> pointer_steps(std::string_view pointer) {
    std::vector<std::string> steps;
    for (std::size_t i = 0; i < pointer.size(); ++i) {
        if (pointer[i] == '/')
            steps.emplace_back();
        else if (pointer.substr(i, 2) == "~1")
            steps.back() += '/', ++i;
        else if (pointer.substr(i, 2) == "~0")
            steps.back() += '~', ++i;
        else
            steps.back() += pointer[i];
    }
    return steps;
}

}

std::string member_path(std::string_view path, std::string_view key) {
    const bool plain = !key.empty() && std::all_of(key.begin(), key.end(), [](unsigned char c) {
        return std::isalnum(c) || c == '_' || c == '-' || c >= 0x80;
    });
    return plain ? std::string{path}.append(".").append(key)
                 : std::string{path}.append("[\"").append(key).append("\"]");
}

std::string item_path(std::string_view path, std::size_t index) {
    return std::string{path}.append("[").append(std::to_string(index)).append("]");
}

std::string path_below(std::string_view path, std::string_view pointer) {
    std::string out{path};
    for (const auto& step : steps_of(pointer))
        out = is_number(step) ? out + "[" + step + "]" : member_path(out, step);
    return out;
}

std::vector<std::string> steps_of(std::string_view text) {
    if (text.starts_with('/')) return pointer_steps(text);
    if (text.starts_with('$')) text.remove_prefix(1);
    std::vector<std::string> steps;
    std::string step;
    const auto finish = [&] {
        if (!step.empty()) steps.push_back(std::exchange(step, {}));
    };
    bool quoted = false;
    for (const char c : text) {
        if (c == '"')
            quoted = !quoted;
        else if (!quoted && (c == '.' || c == '[' || c == ']'))
            finish();
        else
            step += c;
    }
    finish();
    return steps;
}

}
