#include "domain/naming.hpp"
#include <array>
#include <cstdint>

namespace nucleus::crud {

std::string singular(std::string_view table) {
    const auto without = [&](std::size_t n) {
        return std::string{table.substr(0, table.size() - n)};
    };
    if (table.size() > 3 && table.ends_with("ies")) return without(3) + "y";
    for (std::string_view stem : {"ses", "xes", "ches", "shes"})
        if (table.size() > stem.size() && table.ends_with(stem)) return without(2);
    if (table.size() > 1 && table.ends_with('s')) return without(1);
    return std::string{table};
}

std::string upper_snake(std::string_view name) {
    std::string out{name};
    for (char& c : out)
        if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    return out;
}

std::string short_hash(std::string_view text) {
    std::uint64_t h = 0xcbf29ce484222325ULL;
    for (const char c : text) h = (h ^ static_cast<unsigned char>(c)) * 0x100000001b3ULL;
    h ^= h >> 32;
    constexpr std::string_view digits = "0123456789abcdef";
    std::string out;
    for (int shift = 28; shift >= 0; shift -= 4) out.push_back(digits[(h >> shift) & 15U]);
    return out;
}

std::string object_name(std::string_view table, const std::vector<std::string>& columns,
                        std::string_view suffix) {
    std::string name{table};
    for (const auto& c : columns) name.append("_").append(c);
    name.append("_").append(suffix);
    if (name.size() <= 63) return name;
    return name.substr(0, 54) + "_" + short_hash(name);
}

}
