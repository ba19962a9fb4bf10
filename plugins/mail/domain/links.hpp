// The links in mails, and the parts of URLs that this plugin asks for.
#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace nucleus::mailing {

/// `pattern` with {publicUrl} and {token} filled in; the token is percent-encoded.
[[nodiscard]] std::string link_of(std::string_view pattern, std::string_view public_url,
                                  std::string_view token);
/// Why it is no pattern of a link; none: it is one.
[[nodiscard]] std::optional<std::string> fault_of_link(std::string_view pattern);

/// Of `scheme://host:port/path`; an IPv6 address keeps its brackets.
[[nodiscard]] std::string_view host_of(std::string_view url);
[[nodiscard]] bool is_loopback(std::string_view host);
/// Whether it is an address in digits instead of a name.
[[nodiscard]] bool is_numeric(std::string_view host);

}
