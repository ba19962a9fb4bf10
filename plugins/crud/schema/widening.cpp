#include "schema/widening.hpp"
#include <optional>
#include <string_view>

namespace nucleus::crud {

namespace {

/// n of "character varying(n)".
std::optional<int> varchar_length(const std::string& type) {
    constexpr std::string_view prefix = "character varying(";
    if (!type.starts_with(prefix) || type.ends_with("[]")) return std::nullopt;
    return std::stoi(type.substr(prefix.size()));
}

struct digits {
    int precision, scale;
};
/// p and s of "numeric(p,s)".
std::optional<digits> numeric_digits(const std::string& type) {
    constexpr std::string_view prefix = "numeric(";
    const auto comma = type.find(',');
    if (!type.starts_with(prefix) || type.ends_with("[]") || comma == type.npos)
        return std::nullopt;
    return digits{std::stoi(type.substr(prefix.size())), std::stoi(type.substr(comma + 1))};
}

}

bool widens(const std::string& from, const std::string& to) {
    if (const auto a = varchar_length(from)) {
        const auto b = varchar_length(to);
        return to == "text" || to == "character varying" || (b && *b >= *a);
    }
    if (from == "character varying") return to == "text";
    if (const auto a = numeric_digits(from)) {
        const auto b = numeric_digits(to);
        return to == "numeric" || (b && b->scale == a->scale && b->precision >= a->precision);
    }
    return false;
}

}
