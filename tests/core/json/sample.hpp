// Described structs that the tests of this folder read and write.
#pragma once
#include <nucleus/json/json.hpp>

namespace json_test {

using namespace nucleus;

enum class colour : std::uint8_t { red, green };
inline const std::vector<std::string>& nucleus_choices(const colour*) {
    static const std::vector<std::string> all{"red", "green"};
    return all;
}

struct line {
    std::string sku;
    std::int32_t quantity = 0;
    std::optional<std::string> note;
};
NUCLEUS_DESCRIBE(line, (sku, "Article", min_length(2), max_length(4)),
                 (quantity, "How many", at_least(1), at_most(100)), (note, "Remark"))

struct everything {
    bool flag = false;
    std::int64_t count = 0;
    std::uint8_t small = 0;
    double ratio = 0;
    decimal price;
    std::string name;
    secret_string password;
    uuid id;
    instant at{};
    std::chrono::milliseconds wait{};
    byte_size room;
    raw_json extra;
    colour tint = colour::red;
    std::optional<std::string> nick;
    std::optional<std::int64_t> maybe;
    std::vector<std::string> tags{"default"};
    std::map<std::string, std::int64_t> counters;
    std::vector<line> lines;
    std::optional<line> first_line;
};
NUCLEUS_DESCRIBE(everything, (flag, "", defaulted), (count, "", defaulted), (small, "", defaulted),
                 (ratio, "", defaulted), (price, "", defaulted), (name, "", defaulted),
                 (password, "", defaulted), (id, "", defaulted), (at, "", defaulted),
                 (wait, "", defaulted), (room, "", defaulted), (extra, "", defaulted),
                 (tint, "", defaulted), (nick, "", nullable), (maybe, ""),
                 (tags, "", defaulted, max_length(3)), (counters, "", defaulted),
                 (lines, "", defaulted), (first_line, ""))

/// "path code; path code; …" of what is wrong, or "fine".
template <class T> std::string faults_of(const result<T>& r) {
    if (r) return "fine";
    if (r.error().faults.empty()) return std::string{r.error().kind->code};
    std::string all;
    for (const auto& f : r.error().faults)
        all.append(all.empty() ? "" : "; ").append(f.path).append(" ").append(f.code);
    return all;
}

}
