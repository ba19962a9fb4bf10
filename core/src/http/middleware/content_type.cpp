#include "http/middleware/content_type.hpp"
#include "http/head.hpp"

namespace nucleus::http {

bool is_json(std::string_view content_type) noexcept {
    auto semicolon = content_type.find(';');
    const auto type = trimmed(content_type.substr(0, semicolon));
    const auto slash = type.find('/');
    if (slash == type.npos || !is_token(type.substr(0, slash)) || !is_token(type.substr(slash + 1)))
        return false;
    const bool structured =
        type.size() > slash + 6 && equals_lower(type.substr(type.size() - 5), "+json");
    if (!equals_lower(type, "application/json") && !structured) return false;
    while (semicolon != content_type.npos) {
        content_type.remove_prefix(semicolon + 1);
        semicolon = content_type.find(';');
        const auto parameter = trimmed(content_type.substr(0, semicolon));
        const auto equals = parameter.find('=');
        if (equals == parameter.npos || !equals_lower(parameter.substr(0, equals), "charset"))
            continue;
        auto value = parameter.substr(equals + 1);
        if (value.size() > 2 && value.front() == '"' && value.back() == '"')
            value = value.substr(1, value.size() - 2);
        if (!equals_lower(value, "utf-8")) return false;
    }
    return true;
}

}
