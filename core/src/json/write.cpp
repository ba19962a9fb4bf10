// Described values as JSON.
#include "json/formats.hpp"
#include <nucleus/clock.hpp>
#include <nucleus/json/json.hpp>

namespace nucleus::json {

namespace {

/// A scalar of a text kind, in the form that JSON has for it. Cells hold PostgreSQL's.
void write_text(writer& w, value_kind kind, std::string_view text) {
    switch (kind) {
    case value_kind::json: w.raw(text); return;
    case value_kind::decimal:
        if (is_number(text))
            w.raw(text);
        else
            w.value(text); // NaN
        return;
    case value_kind::instant:
        if (const auto t = parse_instant(text))
            w.value(format_instant(*t));
        else
            w.value(text); // infinity
        return;
    case value_kind::timestamp:
        if (text.size() > 10 && text[10] == ' ')
            w.value(std::string{text}.replace(10, 1, 1, 'T'));
        else
            w.value(text);
        return;
    case value_kind::bytes: {
        std::string base64;
        append_base64_of_bytea(base64, text);
        w.value(base64);
        return;
    }
    default: w.value(text);
    }
}

void write_value(writer& w, const value_type& t, const void* self, std::string& scratch);

void write_items(writer& w, const value_type& t, const void* self, std::string& scratch) {
    const bool list = t.holds == container::list;
    list ? w.begin_array() : w.begin_object();
    const auto size = t.size(self);
    for (std::size_t i = 0; i < size; ++i) {
        std::string_view key;
        const void* item = t.at(self, i, &key);
        if (!list) w.key(key);
        write_value(w, *t.element, item, scratch);
    }
    list ? w.end_array() : w.end_object();
}

void write_value(writer& w, const value_type& t, const void* self, std::string& scratch) {
    if (t.holds == container::optional) {
        if (t.size(self) == 0)
            w.null();
        else
            write_value(w, *t.element, t.at(self, 0, nullptr), scratch);
        return;
    }
    const bool items = t.holds != container::none;
    if (items && t.fetch && std::holds_alternative<std::monostate>(t.fetch(t, self, scratch))) {
        w.null(); // an array cell
        return;
    }
    if (items) return write_items(w, t, self, scratch);
    if (t.kind == value_kind::object) return write(w, t.object(), self);
    const auto value = t.fetch(t, self, scratch);
    if (const auto* text = std::get_if<std::string_view>(&value))
        write_text(w, t.kind, *text);
    else if (const auto* n = std::get_if<std::int64_t>(&value))
        w.value(*n);
    else if (const auto* b = std::get_if<bool>(&value))
        w.value(*b);
    else if (const auto* d = std::get_if<double>(&value))
        w.value(*d);
    else
        w.null();
}

/// Secrets, cells that were never given, and empty optionals that are not written as null.
bool left_out(const field& f, const void* self) {
    const auto& t = *f.type;
    if (f.secret || t.kind == value_kind::secret) return true;
    if (t.absent) return t.absent(self);
    return t.holds == container::optional && !f.nullable && t.size(self) == 0;
}

}

void write(writer& w, const shape& s, const void* from) {
    std::string scratch;
    w.begin_object();
    for (const auto& f : s.fields) {
        const void* self = static_cast<const char*>(from) + f.offset;
        if (left_out(f, self)) continue;
        w.key(f.name);
        write_value(w, *f.type, self, scratch);
    }
    w.end_object();
}

}
