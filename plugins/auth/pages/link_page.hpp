// The page that mailed links lead to when no front end is configured.
#pragma once
#include <string>
#include <string_view>

namespace nucleus::auth {

/// HTML that finishes what the fragment of its address says (`#verifyEmail=<token>`), after a
/// click: scanners of mail open links, too. `nonce` is that of link_page_policy(). A tenant that
/// its address names (`?tenant=`) is passed on in `tenant_header`.
[[nodiscard]] std::string link_page(std::string_view nonce, std::string_view tenant_header);
/// Content-Security-Policy of it: nothing but its own script, style and requests.
[[nodiscard]] std::string link_page_policy(std::string_view nonce);

}
