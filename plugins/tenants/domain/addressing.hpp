// Which tenant the head of a request names. Pure.
#pragma once
#include <string>
#include <string_view>

namespace nucleus::tenants {

/// The hosts that are served, in lower case.
struct served_hosts {
    std::string base_domain; ///< empty: hosts name no tenants
    std::string own_host;    ///< that of server.publicUrl: nobody's
};

/// The host of `https://api.shop.example:8443/x`, in lower case.
[[nodiscard]] std::string host_in(std::string_view url);

/// What stands before `.baseDomain` in a Host header, in lower case; empty: it names no tenant, as
/// do the base domain itself, `www.` of it, the server's own host, and every other domain.
[[nodiscard]] std::string subdomain_in(std::string_view host, const served_hosts& served);

}
