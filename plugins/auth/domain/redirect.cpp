#include "domain/redirect.hpp"
#include <algorithm>

namespace nucleus::auth {

namespace {

/// Whether a segment of the path is "." or "..", however it is written.
bool climbs(std::string_view target) {
    const auto path = target.substr(0, target.find_first_of("?#"));
    for (std::size_t at = 0; at < path.size();) {
        const auto end = std::min(path.find('/', at), path.size());
        std::string segment{path.substr(at, end - at)};
        for (const auto* dot : {"%2e", "%2E"})
            for (auto i = segment.find(dot); i != segment.npos; i = segment.find(dot))
                segment.replace(i, 3, ".");
        if (segment == "." || segment == "..") return true;
        at = end + 1;
    }
    return false;
}

}

bool may_redirect(const std::vector<std::string>& list, std::string_view target) {
    const bool web = target.starts_with("https://") || target.starts_with("http://");
    const bool plain = std::ranges::all_of(
        target, [](unsigned char c) { return c > 0x20 && c != 0x7f && c != '\\'; });
    if (!web || !plain || climbs(target)) return false;
    return std::ranges::any_of(list, [&](const std::string& allowed) {
        return target == allowed || (allowed.ends_with('/') && target.starts_with(allowed));
    });
}

std::optional<std::string> fault_of_redirect(const std::string& entry) {
    if (!may_redirect({entry}, entry))
        return "must be a web address, e.g. \"https://app.example.com/\": one that ends in / "
               "allows all below it";
    const auto host = entry.substr(entry.find("://") + 3);
    if (host.empty() || host.starts_with('/') || host.find('*') != host.npos)
        return "must name the host: there are no wildcards";
    return std::nullopt;
}

}
