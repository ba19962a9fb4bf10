// One row of the catalog as an OpenAPI operation.
#pragma once
#include "generate/components.hpp"
#include <nucleus/catalog.hpp>

namespace nucleus::generate {

/// "/products/:id" → "/products/{id}"
[[nodiscard]] std::string path_template(std::string_view path);
[[nodiscard]] std::vector<std::string> path_parameters(std::string_view path);

/// Who may call it, in the catalog's words: "public", "session", "claim get.products", …
[[nodiscard]] std::string access_text(const access& a);

[[nodiscard]] boost::json::object operation(const endpoint& e, const std::string& id,
                                            components& parts);

}
