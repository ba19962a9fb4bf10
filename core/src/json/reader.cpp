// What a shape describes is read here; brackets, keys and unknown values: walk.cpp.
#include "json/reader.hpp"
#include "json/scalars.hpp"
#include <cstring>

namespace nucleus::json {

namespace {

constexpr std::size_t nowhere = SIZE_MAX;

bool same(std::string_view a, std::string_view b) {
    return a.size() == b.size() && (a.empty() || (a[0] == b[0] && a == b));
}

std::size_t index_of(const shape& s, std::string_view name) {
    for (std::size_t i = 0; i < s.fields.size(); ++i) {
        const auto& f = s.fields[i];
        if (same(f.name, name) || (!f.alias.empty() && same(f.alias, name))) return i;
    }
    return nowhere;
}

std::string items(std::size_t n) { return std::to_string(n) + (n == 1 ? " item" : " items"); }

}

bool reader::members::add_beyond(std::size_t field) {
    if (more.size() <= field) more.resize(field + 1);
    if (more[field]) return false;
    return more[field] = true;
}

reader::orders& reader::orders_of_thread() {
    thread_local orders all;
    return all;
}

reader::order& reader::new_order(const shape& s) {
    auto& made = orders_.known[orders_.replaced++ % std::size(orders_.known)];
    made.of = &s;
    for (std::size_t i = 0; i < order::first; ++i) made.next[i] = static_cast<std::uint8_t>(i + 1);
    made.next[order::first] = 0;
    return made;
}

bool reader::read_object(const shape& s, void* into, const spot& at) {
    members met;
    met.first_key = keys_.size();
    met.usual = &order_of(s);
    met.fields = s.fields.data();
    met.size = s.fields.size();
    bool done = false;
    if (!enter('}', done)) return false;
    while (!done)
        if (!read_member(s, into, at, met) || !more('}', done)) return false;
    if (!close_keys(met.first_key)) return false;
    if (met.count != met.size) check_given(s, met, at);
    return true;
}

bool reader::read_member(const shape& s, void* into, const spot& at, members& met) {
    static_cast<void>(scan_.peek());
    const char* start = scan_.here();
    const auto usual = met.last <= order::first ? met.usual->next[met.last] : met.last + 1;
    if (usual < met.size && scan_.pass_key(met.fields[usual].name)) {
        const auto& f = met.fields[usual];
        if (!met.add(usual)) return twice(f, f.name, start);
        met.last = usual;
        return read_field(f, f.name, into, at);
    }
    std::string_view name;
    if (!read_key(name)) return false;
    const auto i = index_of(s, name);
    if (i == nowhere) {
        if (!keep_key(met.first_key, name, start)) return false;
        return skip_unknown(s, name, at);
    }
    if (!met.add(i)) return twice(s.fields[i], name, start);
    if (met.last <= order::first && i < order::first)
        met.usual->next[met.last] = static_cast<std::uint8_t>(i);
    met.last = i;
    const auto& f = s.fields[i];
    return read_field(f, name == f.name ? f.name : f.alias, into, at);
}

namespace {

/// Whether any text will do.
bool takes_any_text(const field& f) {
    return !f.min_length && !f.max_length && f.as == format::none && f.choices.empty() &&
           f.pattern.empty() && !f.trim && !f.lowercase && !f.uppercase;
}

}

/// The most frequent values by the shortest way. False: nothing was read.
bool reader::read_simply(const field& f, const value_type& t, void* self) {
    const char c = scan_.peek();
    const bool number = detail::digit(c) || c == '-';
    scalar value;
    if (t.kind == value_kind::text && c == '"' && takes_any_text(f)) {
        if (!scan_.plain_string(value.emplace<std::string_view>())) return false;
    } else if (t.kind == value_kind::integer && number && !f.minimum && !f.maximum) {
        const char* start = scan_.here();
        auto& n = value.emplace<std::int64_t>();
        if (!scan_.short_integer(n)) return false;
        if (n < t.lowest || n > t.highest) return scan_.back_to(start), false;
    } else if (t.kind == value_kind::number && number && !f.minimum && !f.maximum) {
        if (!scan_.short_number(value.emplace<double>())) return false;
    } else {
        return false;
    }
    t.assign(t, self, value);
    return true;
}

bool reader::read_field(const field& f, std::string_view name, void* into, const spot& at) {
    const auto& t = *f.type;
    void* self = static_cast<char*>(into) + f.offset;
    if (!f.read_only) {
        if (t.holds == container::none && read_simply(f, t, self)) return true;
        if (t.holds == container::optional && t.element->holds == container::none &&
            scan_.peek() != 'n' && t.element->kind != value_kind::json) {
            self = t.append(self, {});
            if (read_simply(f, *t.element, self)) return true;
            return read_value(f, *t.element, self, {&at, name});
        }
    }
    const spot here{&at, name};
    if (f.read_only) return refuse(here, {"read_only", "is set by the server; leave it out"});
    return read_value(f, t, self, here);
}

void reader::check_given(const shape& s, const members& met, const spot& at) {
    for (std::size_t i = 0; i < s.fields.size(); ++i) {
        const auto& f = s.fields[i];
        if (!f.required) continue;
        const bool given =
            i < 64 ? met.bits >> i & 1 : i - 64 < met.more.size() && met.more[i - 64];
        if (!given) add_fault({&at, f.name}, {"required", "must be given"});
    }
}

bool reader::read_value(const field& f, const value_type& t, void* self, const spot& at) {
    const char c = scan_.peek();
    if (c == 'n') return read_null(f, t, self, at);
    switch (t.holds) {
    case container::optional: return read_value(f, *t.element, t.append(self, {}), at);
    case container::list: return read_list(f, t, self, at);
    case container::map: return read_map(f, t, self, at);
    case container::none: break;
    }
    if (t.kind == value_kind::json) return read_raw(t, self);
    if (t.kind != value_kind::object) return read_scalar(f, t, self, at);
    return c == '{' ? read_object(t.object(), self, at) : refuse(at, wrong_type(t));
}

bool reader::read_null(const field& f, const value_type& t, void* self, const spot& at) {
    // Of a nullable list, only the list may be null; arrays of PostgreSQL may also hold nulls.
    const bool item_of_array = at.in_list && t.absent && t.holds == container::none;
    if ((f.nullable && t.clear && !at.in_list) || item_of_array) {
        if (!scan_.word("null")) return false;
        t.clear(self);
        if (t.absent) t.assign(t, self, {}); // of an array cell, cleared is empty rather than null
        return true;
    }
    const auto& inner = t.holds == container::optional ? *t.element : t;
    if (inner.kind == value_kind::json && inner.holds == container::none && !inner.clear)
        return read_raw(inner, t.holds == container::optional ? t.append(self, {}) : self);
    return refuse(at, {"wrong_type", f.required || at.in_list
                                         ? "must not be null"
                                         : "must not be null; leave it out instead"});
}

bool reader::read_list(const field& f, const value_type& t, void* self, const spot& at) {
    if (scan_.peek() != '[') return refuse(at, {"wrong_type", "must be an array"});
    t.clear(self); // defaults are replaced
    bool done = false;
    if (!enter(']', done)) return false;
    spot here{&at, {}, 0, true};
    for (; !done; ++here.index) {
        if (f.max_length && here.index >= *f.max_length) { // build no more than is allowed
            if (!skip() || !more(']', done)) return false;
        } else if (!read_value(f, *t.element, t.append(self, {}), here) || !more(']', done)) {
            return false;
        }
    }
    if (f.min_length && here.index < *f.min_length)
        add_fault(at, {"too_short", "must have at least " + items(*f.min_length)});
    if (f.max_length && here.index > *f.max_length)
        add_fault(at, {"too_long", "must have at most " + items(*f.max_length)});
    return true;
}

bool reader::read_map(const field& f, const value_type& t, void* self, const spot& at) {
    if (scan_.peek() != '{') return refuse(at, {"wrong_type", "must be an object"});
    t.clear(self);
    const auto first = keys_.size();
    bool done = false;
    if (!enter('}', done)) return false;
    while (!done) {
        std::string_view name;
        static_cast<void>(scan_.peek());
        const char* start = scan_.here();
        if (!read_key(name) || !keep_key(first, name, start)) return false;
        if (!read_value(f, *t.element, t.append(self, name), {&at, name}) || !more('}', done))
            return false;
    }
    return close_keys(first);
}

bool reader::read_scalar(const field& f, const value_type& t, void* self, const spot& at) {
    scalar value;
    verdict refused;
    std::string_view token;
    const char c = scan_.peek();
    if (c == '"') {
        if (!scan_.string(token, scratch_)) return false;
        const bool text = t.kind != value_kind::boolean && t.kind != value_kind::integer &&
                          t.kind != value_kind::number;
        refused = text ? from_string(f, t, token, value, changed_) : wrong_type(t);
    } else if (c == '-' || (c >= '0' && c <= '9')) {
        if (!scan_.number(token)) return false;
        refused = from_number(f, t, token, value);
    } else if (t.kind == value_kind::boolean && (c == 't' || c == 'f')) {
        if (!scan_.word(c == 't' ? "true" : "false")) return false;
        value = c == 't';
    } else {
        return refuse(at, wrong_type(t));
    }
    if (refused) return add_fault(at, std::move(*refused)), true;
    return store(t, self, value);
}

bool reader::read_raw(const value_type& t, void* self) {
    const char* from = scan_.here();
    if (!skip()) return false;
    return store(t, self, std::string_view{from, static_cast<std::size_t>(scan_.here() - from)});
}

bool reader::store(const value_type& t, void* self, const scalar& value) {
    t.assign(t, self, value);
    if (t.kind == value_kind::secret) {
        ::explicit_bzero(scratch_.data(), scratch_.size());
        ::explicit_bzero(changed_.data(), changed_.size());
    }
    return true;
}

}
