// Requests and answers: names, cookies, headers.
#include <algorithm>
#include <array>
#include <nucleus/http/message.hpp>
#include <stdexcept>

namespace nucleus::http {

namespace {
constexpr std::array<std::string_view, 8> method_names{"GET",   "HEAD",   "POST",    "PUT",
                                                       "PATCH", "DELETE", "OPTIONS", "OTHER"};

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c; }

void check_header(std::string_view name, std::string_view value) {
    constexpr std::string_view forbidden{"\r\n\0", 3};
    if (name.empty() || name.find_first_of(forbidden) != std::string_view::npos ||
        name.find(':') != std::string_view::npos ||
        value.find_first_of(forbidden) != std::string_view::npos)
        throw std::invalid_argument("a response header must not hold CR, LF or NUL: " +
                                    std::string{name.substr(0, 40)});
}

}

std::string_view to_string(method m) noexcept { return method_names[static_cast<std::size_t>(m)]; }

method parse_method(std::string_view token) noexcept {
    for (std::size_t i = 0; i + 1 < method_names.size(); ++i)
        if (method_names[i] == token) return static_cast<method>(i);
    return method::other;
}

bool same_name(std::string_view a, std::string_view b) noexcept {
    return a.size() == b.size() && std::equal(a.begin(), a.end(), b.begin(),
                                              [](char x, char y) { return lower(x) == lower(y); });
}

std::string_view request::get(std::string_view name) const noexcept {
    for (const auto& h : headers)
        if (same_name(h.name, name)) return h.value;
    return {};
}

std::string_view request::cookie(std::string_view name) const noexcept {
    for (const auto& h : headers) {
        if (!same_name(h.name, "cookie")) continue;
        for (auto rest = h.value; !rest.empty();) {
            const auto end = rest.find(';');
            auto pair = rest.substr(0, end);
            rest = end == std::string_view::npos ? std::string_view{} : rest.substr(end + 1);
            while (!pair.empty() && pair.front() == ' ') pair.remove_prefix(1);
            if (pair.size() > name.size() && pair[name.size()] == '=' && pair.starts_with(name)) {
                auto value = pair.substr(name.size() + 1);
                if (value.size() >= 2 && value.front() == '"' && value.back() == '"')
                    value = value.substr(1, value.size() - 2);
                return value;
            }
        }
    }
    return {};
}

void response::set(std::string name, std::string value) {
    std::erase_if(headers, [&](const auto& h) { return same_name(h.first, name); });
    check_header(name, value);
    headers.emplace_back(std::move(name), std::move(value));
}

void response::add(std::string name, std::string value) {
    check_header(name, value);
    headers.emplace_back(std::move(name), std::move(value));
}

void response::add(const http::cookie& c) {
    constexpr std::array<std::string_view, 3> sites{"Lax", "Strict", "None"};
    std::string line = c.name + "=" + c.value + "; Path=" + c.path;
    if (c.value.find_first_of("; ,\"\\") != std::string::npos ||
        c.name.find_first_of("=; ,") != std::string::npos ||
        c.path.find(';') != std::string::npos || c.domain.find(';') != std::string::npos)
        throw std::invalid_argument("a cookie must not hold separators: " + c.name.substr(0, 40));
    if (!c.domain.empty()) line += "; Domain=" + c.domain;
    if (c.max_age) line += "; Max-Age=" + std::to_string(c.max_age->count());
    line += "; HttpOnly; SameSite=";
    line += sites[static_cast<std::size_t>(c.site)];
    if (c.secure) line += "; Secure";
    add("Set-Cookie", std::move(line));
}

body_stream::~body_stream() = default;

}
