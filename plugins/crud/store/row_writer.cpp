#include "store/row_writer.hpp"
#include <charconv>
#include <nucleus/clock.hpp>
#include <nucleus/json/json.hpp>
#include <utility>

namespace nucleus::crud {

namespace {

void append_quoted(std::string& out, std::string_view plain) {
    out.append("\"").append(plain).append("\"");
}

/// 2026-11-24 14:28:33.5 → "2026-11-24T14:28:33.5"; infinity and years that do not have four digits
/// stay as they are.
bool has_iso_form(std::string_view t) {
    return t.size() >= 19 && t[10] == ' ' && !t.ends_with("BC");
}

void append_timestamp(std::string& out, std::string_view t, std::string_view zone) {
    if (!has_iso_form(t)) return append_quoted(out, t);
    out.append("\"")
        .append(t.substr(0, 10))
        .append("T")
        .append(t.substr(11))
        .append(zone)
        .append("\"");
}

void append_instant(std::string& out, std::string_view t) {
    if (!has_iso_form(t)) return append_quoted(out, t);
    const auto zone = t.find_first_of("+-", 19);
    // None: a timestamp that was declared as an instant. Sessions of ours are in UTC.
    if (zone == t.npos || t.substr(zone) == "+00")
        return append_timestamp(out, t.substr(0, zone), "Z");
    if (const auto other_zone = parse_instant(t))
        return append_quoted(out, format_instant(*other_zone));
    append_quoted(out, t);
}

unsigned nibble(char c) { return static_cast<unsigned>(c <= '9' ? c - '0' : (c | 32) - 'a' + 10); }

/// From PostgreSQL's hex form: \x0aff.
void append_base64(std::string& out, std::string_view hex) {
    constexpr std::string_view alphabet =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    hex.remove_prefix(hex.starts_with("\\x") ? 2 : 0);
    const auto byte = [&](std::size_t i) {
        return nibble(hex[2 * i]) << 4 | nibble(hex[2 * i + 1]);
    };
    const auto size = hex.size() / 2;
    out.push_back('"');
    for (std::size_t i = 0; i < size; i += 3) {
        const auto left = size - i;
        const auto bits =
            byte(i) << 16 | (left > 1 ? byte(i + 1) << 8 : 0) | (left > 2 ? byte(i + 2) : 0);
        out.push_back(alphabet[bits >> 18 & 63]);
        out.push_back(alphabet[bits >> 12 & 63]);
        out.push_back(left > 1 ? alphabet[bits >> 6 & 63] : '=');
        out.push_back(left > 2 ? alphabet[bits & 63] : '=');
    }
    out.push_back('"');
}

bool finite(std::string_view t) { return !t.empty() && (t.back() >= '0' && t.back() <= '9'); }

void append_number(std::string& out, std::string_view t, bool as_string) {
    if (as_string || !finite(t))
        append_quoted(out, t); // NaN and infinity have no JSON number
    else
        out.append(t);
}

std::string prefix_of(const std::string& name) {
    std::string prefix{","};
    json::append_string(prefix, name);
    return prefix + ":";
}

/// In quotes where a reader would need them, and where it would take an empty text for NULL.
void append_csv(std::string& out, std::string_view text) {
    if (!text.empty() && text.find_first_of("\",\r\n") == text.npos && text.front() != ' ' &&
        text.back() != ' ') {
        out.append(text);
        return;
    }
    out.push_back('"');
    for (const char c : text) out.append(c == '"' ? 2 : 1, c);
    out.push_back('"');
}

bool beyond_double(std::string_view integer) {
    std::int64_t n = 0;
    std::from_chars(integer.data(), integer.data() + integer.size(), n);
    constexpr std::int64_t exact = std::int64_t{1} << 53;
    return n > exact || n < -exact;
}

}

void write_value(std::string& out, column_type type, std::string_view text,
                 big_number_form numbers) {
    switch (facts(type).form) {
    case json_form::raw: out.append(text); return;
    case json_form::quoted: return append_quoted(out, text);
    case json_form::text: return json::append_string(out, text);
    case json_form::boolean: out.append(text == "t" ? "true" : "false"); return;
    case json_form::instant: return append_instant(out, text);
    case json_form::timestamp: return append_timestamp(out, text, {});
    case json_form::base64: return append_base64(out, text);
    case json_form::number: return append_number(out, text, false);
    case json_form::big_number:
        append_number(out, text,
                      numbers == big_number_form::string &&
                          (type == column_type::numeric || beyond_double(text)));
        return;
    }
}

void write_array(std::string& out, column_type element, std::string_view text,
                 big_number_form numbers) {
    std::string item;
    if (text.starts_with('[')) text.remove_prefix(text.find('=') + 1); // bounds: [2:3]={1,2}
    for (std::size_t i = 0; i < text.size();) {
        const char c = text[i];
        if (c == '{' || c == '}' || c == ',') {
            out.push_back(c == '{' ? '[' : c == '}' ? ']' : ',');
            ++i;
            continue;
        }
        item.clear();
        const bool in_quotes = c == '"';
        for (i += in_quotes;
             i < text.size() && (in_quotes ? text[i] != '"' : text[i] != ',' && text[i] != '}');
             ++i) {
            if (text[i] == '\\' && i + 1 < text.size()) ++i;
            item.push_back(text[i]);
        }
        i += in_quotes;
        if (!in_quotes && item == "NULL")
            out.append("null");
        else
            write_value(out, element, item, numbers);
    }
}

row_writer::row_writer(const entity& e)
    : row_writer{e, e.readable_columns()} {}

row_writer::row_writer(const entity& e, const std::vector<std::size_t>& columns) {
    for (const auto i : columns) {
        const auto& c = e.columns[i];
        parts_.push_back({prefix_of(c.json_name), c.json_name, i, c.type, c.array});
    }
}

row_writer::row_writer(const entity& e, const grouping& g) {
    const auto add = [&](const std::string& name, column_type type) {
        parts_.push_back({prefix_of(name), name, none, type, false});
    };
    for (const auto& k : g.keys) add(k.name, type_of(e, k));
    for (const auto& a : g.values) add(a.name, type_of(e, a));
}

void row_writer::write(std::string& out, const pg::rows& rows, std::size_t r, std::size_t first,
                       const column_set& hidden, big_number_form numbers) const {
    const auto start = out.size();
    for (std::size_t i = 0; i < parts_.size(); ++i) {
        const auto& p = parts_[i];
        if (is_hidden(p, hidden)) continue;
        out.append(p.prefix);
        const auto text = rows.cell(r, first + i);
        if (!text)
            out.append("null");
        else if (p.array)
            write_array(out, p.type, *text, numbers);
        else
            write_value(out, p.type, *text, numbers);
    }
    if (out.size() == start)
        out.push_back('{');
    else
        out[start] = '{';
    out.push_back('}');
}

void row_writer::write_csv(std::string& out, const pg::rows& rows, std::size_t r,
                           const column_set& hidden, big_number_form numbers) const {
    std::string json;
    bool first = true;
    for (std::size_t i = 0; i < parts_.size(); ++i) {
        const auto& p = parts_[i];
        if (is_hidden(p, hidden)) continue;
        if (!std::exchange(first, false)) out.push_back(',');
        const auto text = rows.cell(r, i);
        if (!text) continue;
        if (!p.array && facts(p.type).form == json_form::text) {
            append_csv(out, *text);
            continue;
        }
        json.clear();
        if (p.array)
            write_array(json, p.type, *text, numbers);
        else
            write_value(json, p.type, *text, numbers);
        const bool quoted = !p.array && p.type != column_type::jsonb && json.starts_with('"');
        append_csv(out, quoted ? std::string_view{json}.substr(1, json.size() - 2) : json);
    }
    out.append("\r\n");
}

void row_writer::write_csv_names(std::string& out, const column_set& hidden) const {
    bool first = true;
    for (const auto& p : parts_) {
        if (is_hidden(p, hidden)) continue;
        if (!std::exchange(first, false)) out.push_back(',');
        append_csv(out, p.name);
    }
    out.append("\r\n");
}

}
