#include "observe/log_line.hpp"
#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <nucleus/json/json.hpp>

namespace nucleus::log {

namespace {

/// "2026-11-24T14:28:33" changes once a second: each thread keeps the last one.
void append_time(std::string& out, line_time at) {
    using namespace std::chrono;
    thread_local sys_seconds last{seconds::min()};
    thread_local char text[24];
    const auto second = floor<seconds>(at);
    if (second != last) {
        const auto day = floor<days>(second);
        const year_month_day date{day};
        const hh_mm_ss time{second - day};
        std::snprintf(text, sizeof text, "%04d-%02u-%02uT%02d:%02d:%02d",
                      static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                      static_cast<unsigned>(date.day()), static_cast<int>(time.hours().count()),
                      static_cast<int>(time.minutes().count()),
                      static_cast<int>(time.seconds().count()));
        last = second;
    }
    const auto ms = static_cast<unsigned>((at - second).count());
    out.append(text).push_back('.');
    out.push_back(static_cast<char>('0' + ms / 100));
    out.push_back(static_cast<char>('0' + ms / 10 % 10));
    out.push_back(static_cast<char>('0' + ms % 10));
    out.push_back('Z');
}

template <class Number> void append_number(std::string& out, Number n) {
    char digits[32];
    const auto end = std::to_chars(digits, digits + sizeof digits, n).ptr;
    out.append(digits, end);
}

bool plain(std::string_view text, bool spaces) {
    return !text.empty() && std::all_of(text.begin(), text.end(), [&](unsigned char c) {
        return c > ' ' ? c != '"' && c != '\\' && c != 0x7f && c < 0x80 : c == ' ' && spaces;
    });
}

struct json_value {
    std::string& out;
    void operator()(std::string_view text) const { json::append_string(out, text); }
    void operator()(bool b) const { out.append(b ? "true" : "false"); }
    void operator()(std::int64_t n) const { append_number(out, n); }
    void operator()(double d) const {
        if (std::isfinite(d))
            append_number(out, d);
        else
            out.append("null");
    }
};

/// Like JSON, but words stand without quotes.
struct text_value {
    std::string& out;
    void operator()(std::string_view text) const {
        if (plain(text, false))
            out.append(text);
        else
            json::append_string(out, text);
    }
    void operator()(auto scalar) const { json_value{out}(scalar); }
};

}

std::string_view name_of(level l) noexcept {
    static constexpr std::string_view names[] = {"trace", "debug", "info", "warn", "error", "off"};
    return names[static_cast<std::size_t>(l)];
}

void append_json_line(std::string& out, line_time at, level l, std::string_view scope,
                      std::string_view message, std::initializer_list<attribute> attributes) {
    out.append(R"({"time":")");
    append_time(out, at);
    out.append(R"(","level":")").append(name_of(l)).append(R"(","scope":)");
    json::append_string(out, scope);
    out.append(R"(,"message":)");
    json::append_string(out, message);
    for (const auto& a : attributes) {
        out.push_back(',');
        json::append_string(out, a.name);
        out.push_back(':');
        std::visit(json_value{out}, a.value);
    }
    out.append("}\n");
}

void append_text_line(std::string& out, line_time at, level l, std::string_view scope,
                      std::string_view message, std::initializer_list<attribute> attributes) {
    append_time(out, at);
    const auto name = name_of(l);
    out.append(" ").append(name).append(6 - name.size(), ' ').append(scope).append(": ");
    if (plain(message, true))
        out.append(message);
    else
        json::append_string(out, message);
    for (const auto& a : attributes) {
        out.append(" ").append(a.name).push_back('=');
        std::visit(text_value{out}, a.value);
    }
    out.push_back('\n');
}

}
