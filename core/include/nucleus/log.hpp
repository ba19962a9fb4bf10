// Structured log lines.
#pragma once
#include <concepts>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <variant>

namespace nucleus::log {

enum class level : std::uint8_t { trace, debug, info, warn, error, off };

/// A named value of a line. Views are read before the call returns. Secrets have no way in:
/// secret_string does not convert.
struct attribute {
    std::string_view name;
    std::variant<std::string_view, std::int64_t, double, bool> value;
    attribute(std::string_view n, std::string_view v)
        : name{n}
        , value{v} {}
    attribute(std::string_view n, const std::string& v)
        : name{n}
        , value{std::string_view{v}} {}
    attribute(std::string_view n, const char* v)
        : name{n}
        , value{std::string_view{v}} {}
    attribute(std::string_view n, bool v)
        : name{n}
        , value{v} {}
    attribute(std::string_view n, double v)
        : name{n}
        , value{v} {}
    template <std::integral I> attribute(std::string_view n, I v)
        : name{n}
        , value{static_cast<std::int64_t>(v)} {}
};

/// Whether a line of that level and scope would be written; cheap. Any thread.
[[nodiscard]] bool enabled(level l, std::string_view scope) noexcept;
/// Writes one line to stderr: JSON, or text on a terminal. `scope` is dotted ("http.access").
void write(level l, std::string_view scope, std::string_view message,
           std::initializer_list<attribute> a = {});

inline void debug(std::string_view s, std::string_view m, std::initializer_list<attribute> a = {}) {
    if (enabled(level::debug, s)) write(level::debug, s, m, a);
}
inline void info(std::string_view s, std::string_view m, std::initializer_list<attribute> a = {}) {
    if (enabled(level::info, s)) write(level::info, s, m, a);
}
inline void warn(std::string_view s, std::string_view m, std::initializer_list<attribute> a = {}) {
    if (enabled(level::warn, s)) write(level::warn, s, m, a);
}
inline void error(std::string_view s, std::string_view m, std::initializer_list<attribute> a = {}) {
    if (enabled(level::error, s)) write(level::error, s, m, a);
}

}
