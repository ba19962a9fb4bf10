#include "domain/etag.hpp"
#include <algorithm>

namespace nucleus::crud {

std::optional<tag_condition> parse_tags(std::string_view header, bool strong) {
    if (header.empty()) return std::nullopt;
    tag_condition c;
    c.any = header == "*";
    std::size_t at = 0;
    while (!c.any && at < header.size()) {
        at = header.find_first_not_of(" \t,", at);
        if (at == header.npos) break;
        const bool weak = header.substr(at).starts_with("W/");
        if (weak) at += 2;
        const auto end =
            at < header.size() && header[at] == '"' ? header.find('"', at + 1) : header.npos;
        if (end == header.npos) {
            c.malformed = true;
            break;
        }
        if (!(weak && strong)) c.tags.emplace_back(header.substr(at + 1, end - at - 1));
        at = end + 1;
    }
    return c;
}

bool matches(const tag_condition& c, std::string_view tag) noexcept {
    if (c.any) return true;
    const auto opaque = tag.size() < 2 ? tag : tag.substr(1, tag.size() - 2);
    return std::ranges::find(c.tags, opaque) != c.tags.end();
}

std::vector<std::string> versions_of(const tag_condition& c) {
    std::vector<std::string> versions;
    for (const auto& tag : c.tags) versions.push_back(tag.substr(0, tag.find('-')));
    return versions;
}

std::string make_tag(std::string_view xmin, std::string_view hash) {
    std::string tag;
    tag.reserve(xmin.size() + hash.size() + 3);
    tag.append("\"").append(xmin).append("-").append(hash).append("\"");
    return tag;
}

}
