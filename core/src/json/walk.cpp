// The reader's brackets, keys and commas, and the values that no field takes.
#include "json/reader.hpp"
#include <algorithm>
#include <nucleus/suggestion.hpp>

namespace nucleus::json {

namespace {

constexpr std::size_t most_compared = 32; // keys compared one by one; more are sorted

/// Names given by the client are shown in part when they are long.
std::string clipped(std::string_view name) {
    constexpr std::size_t most = 80;
    if (name.size() <= most) return std::string{name};
    auto end = most;
    while ((static_cast<unsigned char>(name[end]) & 0xc0) == 0x80) --end;
    return std::string{name.substr(0, end)} + "…";
}

std::string escaped(std::string_view name) {
    std::string out;
    for (const char c : clipped(name))
        if (c == '~' || c == '/')
            out += c == '~' ? "~0" : "~1";
        else
            out += c;
    return out;
}

}

bool reader::too_deep() {
    return scan_.fail("nested deeper than " + std::to_string(limits_.depth) + " levels");
}

bool reader::missing(char close) {
    return scan_.fail(close == '}' ? "',' or '}' is missing here" : "',' or ']' is missing here");
}

bool reader::read_key(std::string_view& name) {
    if (scan_.peek() != '"') return scan_.fail("a key in double quotes is expected here");
    if (!scan_.string(name, scratch_)) return false;
    if (scan_.peek() != ':') return scan_.fail("':' is missing here");
    scan_.pass();
    return true;
}

/// Remembers a key that no shape knows; afterwards `name` lasts as long as the reader.
bool reader::keep_key(std::size_t first, std::string_view& name, const char* start) {
    if (name.data() == scratch_.data()) name = unescaped_.emplace_front(name);
    if (keys_.size() - first < most_compared &&
        std::find(keys_.begin() + static_cast<std::ptrdiff_t>(first), keys_.end(), name) !=
            keys_.end())
        return twice(name, start);
    keys_.push_back(name);
    return true;
}

bool reader::keys_are_unique(std::size_t first) {
    const auto begin = keys_.begin() + static_cast<std::ptrdiff_t>(first);
    if (keys_.size() - first > most_compared) {
        std::sort(begin, keys_.end());
        const auto same = std::adjacent_find(begin, keys_.end());
        if (same != keys_.end()) {
            const auto inside = [&](std::string_view k) {
                return k.data() >= text_.data() && k.data() < text_.data() + text_.size();
            };
            const auto* later = std::max(same[0].data(), same[1].data());
            return twice(*same, inside(same[0]) && inside(same[1]) ? later - 1 : scan_.here() - 1);
        }
    }
    keys_.erase(begin, keys_.end());
    return true;
}

bool reader::twice(std::string_view name, const char* at) {
    return scan_.fail("the key \"" + clipped(name) + "\" is given twice", at);
}

/// A field has two names at most.
bool reader::twice(const field& f, std::string_view name, const char* at) {
    if (f.alias.empty()) return twice(name, at);
    return scan_.fail("\"" + f.name + "\" is given twice (\"" + f.alias + "\" is the same field)",
                      at);
}

bool reader::skip_unknown(const shape& s, std::string_view name, const spot& at) {
    if (s.open) return skip();
    constexpr std::size_t most_suggestions = 16;
    std::vector<std::string> known;
    if (faults_.size() < most_suggestions)
        for (const auto& f : s.fields)
            if (!f.read_only) known.push_back(f.name);
    return refuse({&at, name}, {"unknown_field", "is not known here" + suggestion(name, known)});
}

bool reader::skip() {
    const char c = scan_.peek();
    std::string_view token;
    switch (c) {
    case '{': return skip_object();
    case '[': return skip_array();
    case '"': return scan_.string(token, scratch_);
    case 't': return scan_.word("true");
    case 'f': return scan_.word("false");
    case 'n': return scan_.word("null");
    default:
        if (c == '-' || (c >= '0' && c <= '9')) return scan_.number(token);
        return scan_.fail("a value is expected here");
    }
}

bool reader::skip_object() {
    const auto first = keys_.size();
    bool done = false;
    if (!enter('}', done)) return false;
    while (!done) {
        std::string_view name;
        static_cast<void>(scan_.peek());
        const char* start = scan_.here();
        if (!read_key(name) || !keep_key(first, name, start)) return false;
        if (!skip() || !more('}', done)) return false;
    }
    return close_keys(first);
}

bool reader::skip_array() {
    bool done = false;
    if (!enter(']', done)) return false;
    while (!done)
        if (!skip() || !more(']', done)) return false;
    return true;
}

void reader::add_fault(const spot& at, refusal why) {
    if (faults_.size() >= limits_.faults) return;
    std::string path;
    for (const auto* s = &at; s->up; s = s->up)
        path.insert(0, "/" + (s->in_list ? std::to_string(s->index) : escaped(s->key)));
    faults_.push_back({std::move(path), std::string{why.code}, std::move(why.message)});
}

}
