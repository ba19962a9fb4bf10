#include "domain/links.hpp"
#include <algorithm>

namespace nucleus::mailing {

namespace {

constexpr std::string_view url_slot = "{publicUrl}", token_slot = "{token}";

std::string percent_encoded(std::string_view text) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    constexpr std::string_view unreserved =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
    std::string out;
    for (const char c : text) {
        if (unreserved.find(c) != std::string_view::npos) {
            out.push_back(c);
            continue;
        }
        const auto byte = static_cast<unsigned char>(c);
        out.append({'%', digits[byte >> 4], digits[byte & 15]});
    }
    return out;
}

}

std::string link_of(std::string_view pattern, std::string_view public_url, std::string_view token) {
    std::string out;
    for (std::size_t i = 0; i < pattern.size();) {
        const auto rest = pattern.substr(i);
        if (rest.starts_with(url_slot)) {
            out += public_url, i += url_slot.size();
        } else if (rest.starts_with(token_slot)) {
            out += percent_encoded(token), i += token_slot.size();
        } else {
            out.push_back(pattern[i++]);
        }
    }
    return out;
}

std::string tenant_url(std::string_view public_url, std::string_view base_domain,
                       std::string_view tenant) {
    std::string url{public_url};
    if (base_domain.empty()) return url;
    const auto host = host_of(public_url);
    const auto own = std::string{tenant} + "." + std::string{base_domain};
    return url.replace(static_cast<std::size_t>(host.data() - public_url.data()), host.size(), own);
}

std::string naming_tenant(std::string link, std::string_view tenant) {
    const auto end = std::min(link.find('#'), link.size());
    const bool more = link.find('?') < end;
    return link.insert(end, (more ? "&tenant=" : "?tenant=") + percent_encoded(tenant));
}

std::optional<std::string> fault_of_link(std::string_view pattern) {
    if (pattern.find(token_slot) == std::string_view::npos)
        return "{token} is missing: nobody could follow this link to its end";
    for (const char c : pattern)
        if (static_cast<unsigned char>(c) <= 0x20 || c == 0x7f)
            return "a link has neither blanks nor control characters";
    const auto filled = link_of(pattern, "https://host", "t");
    if (filled.find_first_of("{}") != std::string::npos)
        return "only {publicUrl} and {token} can be filled in";
    if (!filled.starts_with("https://") && !filled.starts_with("http://"))
        return "a link begins with {publicUrl}, https:// or http://";
    return std::nullopt;
}

std::string_view host_of(std::string_view url) {
    const auto scheme = url.find("://");
    if (scheme != std::string_view::npos) url.remove_prefix(scheme + 3);
    if (url.starts_with('[')) return url.substr(0, url.find(']') + 1);
    return url.substr(0, url.find_first_of(":/?#"));
}

bool is_loopback(std::string_view host) {
    return host == "localhost" || host == "[::1]" || (host.starts_with("127.") && is_numeric(host));
}

bool is_numeric(std::string_view host) {
    return host.starts_with('[') || host.find_first_not_of("0123456789.") == std::string_view::npos;
}

}
