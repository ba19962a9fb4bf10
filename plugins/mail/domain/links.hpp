// The links in mails, and the parts of URLs that this plugin asks for.
#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace nucleus::mailing {

/// `pattern` with {publicUrl} and {token} filled in; the token is percent-encoded.
[[nodiscard]] std::string link_of(std::string_view pattern, std::string_view public_url,
                                  std::string_view token);
/// What {publicUrl} stands for in mails of a tenant: its own host, with the scheme and port of
/// public_url; without a base_domain public_url itself.
[[nodiscard]] std::string tenant_url(std::string_view public_url, std::string_view base_domain,
                                     std::string_view tenant);
/// The link with a parameter that says which tenant it is about: where hosts do not.
[[nodiscard]] std::string naming_tenant(std::string link, std::string_view tenant);
/// Why it is no pattern of a link; none: it is one.
[[nodiscard]] std::optional<std::string> fault_of_link(std::string_view pattern);

/// Of `scheme://host:port/path`; an IPv6 address keeps its brackets.
[[nodiscard]] std::string_view host_of(std::string_view url);
[[nodiscard]] bool is_loopback(std::string_view host);
/// Whether it is an address in digits instead of a name.
[[nodiscard]] bool is_numeric(std::string_view host);

}
