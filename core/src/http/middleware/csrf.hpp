// Refuses writes that another site makes a browser send with the user's cookies.
#pragma once
#include <nucleus/catalog.hpp>
#include <nucleus/services/tenancy.hpp>
#include <span>
#include <string>

namespace nucleus::http {

/// True when the guard applies: a method that changes things, sent with cookies and without a
/// header credential (no page of another site can add one), or sign-in itself (login CSRF).
[[nodiscard]] bool needs_same_site(const request& r, limit budget, bool header_credential);

/// The decision. A present Origin decides: it must be one of `own_origins`. Without one,
/// Sec-Fetch-Site must not say that another site is behind it. Neither: no browser, passes.
[[nodiscard]] bool from_same_site(const request& r, std::span<const std::string> own_origins);

/// Whether a page of the tenant's own host is behind it. `scheme`: "https".
[[nodiscard]] bool from_tenant_host(const request& r, std::string_view scheme,
                                    const tenant_facts& tenant);

}
