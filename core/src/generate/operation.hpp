// One row of the catalog as an OpenAPI operation.
#pragma once
#include "generate/components.hpp"
#include <nucleus/catalog.hpp>

namespace nucleus::generate {

/// "/products/:id" → "/products/{id}"
[[nodiscard]] std::string path_template(std::string_view path);
[[nodiscard]] std::vector<std::string> path_parameters(std::string_view path);

[[nodiscard]] boost::json::object operation(const endpoint& e, const std::string& id,
                                            components& parts);

}
