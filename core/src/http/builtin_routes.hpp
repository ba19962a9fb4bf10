// The endpoints that core itself serves: health, metrics, the OpenAPI document.
#pragma once
#include <nucleus/catalog.hpp>

namespace nucleus::http {

/// Adds GET /livez, /readyz, /health, /metrics and /openapi.json. Add them before the plugins' own.
void add_builtin_routes(catalog& c);

/// True for what the admin listener serves: health and metrics.
[[nodiscard]] bool serves_admin(const endpoint& e);

}
