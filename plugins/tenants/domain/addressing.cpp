#include "domain/addressing.hpp"
#include "domain/subdomain.hpp"

namespace nucleus::tenants {

namespace {

/// Without port and the dot of a fully qualified name. IPv6 literals stay as they are: they end in
/// no domain.
std::string_view bare(std::string_view host) {
    if (host.starts_with('[')) return host;
    host = host.substr(0, host.find(':'));
    if (host.ends_with('.')) host.remove_suffix(1);
    return host;
}

}

std::string host_in(std::string_view url) {
    if (const auto scheme = url.find("://"); scheme != std::string_view::npos)
        url.remove_prefix(scheme + 3);
    return folded(bare(url.substr(0, url.find('/'))));
}

std::string subdomain_in(std::string_view host, const served_hosts& served) {
    if (served.base_domain.empty()) return {};
    auto name = folded(bare(host));
    const auto domain = served.base_domain.size();
    if (name == served.own_host || name.size() < domain + 2 ||
        !name.ends_with(served.base_domain) || name[name.size() - domain - 1] != '.')
        return {};
    name.resize(name.size() - domain - 1);
    return name == "www" ? std::string{} : name;
}

}
