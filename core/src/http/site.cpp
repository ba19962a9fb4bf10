#include "http/site.hpp"
#include "http/builtin_routes.hpp"

namespace nucleus::http {

site::site(server_parts p)
    : parts{std::move(p)}
    , public_routes{*parts.catalog, [](const endpoint&) { return true; }}
    , admin_routes{*parts.catalog, &serves_admin}
    , numbers{*parts.metrics, *parts.catalog}
    , who{parts.services ? parts.services->find<identity>() : nullptr}
    , tenants{parts.services ? parts.services->find<tenancy>() : nullptr}
    , cookie_name{who ? who->cookie_name() : std::string_view{}} {}

}
