#include "domain/templates.hpp"
#include <algorithm>
#include <utility>

namespace nucleus::mailing {

namespace {

/// What templates may name beside the link.
constexpr std::string_view known_names[] = {"appName",   "publicUrl", "expiresIn", "email",
                                            "name",      "newEmail",  "inviter",   "device",
                                            "ipAddress", "time",      "code",      "confirmBefore"};

enum class writing { plain, html };

void append_value(std::string& out, std::string_view value, writing as) {
    for (const char c : value) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte < 0x20 || byte == 0x7f) continue;
        if (as == writing::plain) {
            out.push_back(c);
            continue;
        }
        switch (c) {
        case '&': out += "&amp;"; break;
        case '<': out += "&lt;"; break;
        case '>': out += "&gt;"; break;
        case '"': out += "&quot;"; break;
        case '\'': out += "&#39;"; break;
        default: out.push_back(c);
        }
    }
}

/// The first {{name}} of `text` from `at` on: what is between the braces, and where it stands.
struct slot {
    std::size_t begin, end; ///< end: npos when it is not closed
    std::string_view name;
};
std::optional<slot> next_slot(std::string_view text, std::size_t at) {
    const auto begin = text.find("{{", at);
    if (begin == std::string_view::npos) return std::nullopt;
    const auto close = text.find("}}", begin + 2);
    if (close == std::string_view::npos) return slot{begin, close, {}};
    return slot{begin, close + 2, text.substr(begin + 2, close - begin - 2)};
}

/// One line; none: all of its names stand for nothing.
std::optional<std::string> filled(std::string_view line, const template_values& values,
                                  writing as) {
    std::string out;
    bool names = false, something = false;
    std::size_t at = 0;
    while (const auto s = next_slot(line, at)) {
        if (s->end == std::string_view::npos) break;
        out += line.substr(at, s->begin - at);
        const auto value = values.find(s->name);
        names = true;
        if (value != values.end() && !value->second.empty()) {
            something = true;
            append_value(out, value->second, as);
        }
        at = s->end;
    }
    if (names && !something) return std::nullopt;
    out += line.substr(at);
    return out;
}

std::string_view take_line(std::string_view& rest) {
    const auto end = rest.find('\n');
    auto line = rest.substr(0, end);
    rest = end == std::string_view::npos ? std::string_view{} : rest.substr(end + 1);
    if (line.ends_with('\r')) line.remove_suffix(1);
    return line;
}

std::string filled_lines(std::string_view text, const template_values& values, writing as) {
    std::string out;
    while (!text.empty()) {
        const auto line = take_line(text);
        if (const auto made = filled(line, values, as)) out.append(*made).push_back('\n');
    }
    return out;
}

}

letter render(const mail_template& t, const template_values& values) {
    std::string_view subject = t.subject;
    return {filled(take_line(subject), values, writing::plain).value_or(""),
            filled_lines(t.text, values, writing::plain),
            filled_lines(t.html, values, writing::html)};
}

std::optional<template_fault> fault_of_template(std::string_view text, bool linked) {
    for (std::size_t number = 1; !text.empty(); ++number) {
        const auto line = take_line(text);
        std::size_t at = 0;
        while (const auto s = next_slot(line, at)) {
            if (s->end == std::string_view::npos)
                return template_fault{number, "{{ is not closed by }} on the same line"};
            const bool known = std::ranges::find(known_names, s->name) != std::end(known_names) ||
                               (linked && s->name == "link");
            if (!known)
                return template_fault{number, "there is no {{" + std::string{s->name} + "}} here"};
            at = s->end;
        }
    }
    return std::nullopt;
}

}
