// The catalog as an OpenAPI 3.1 document.
#pragma once
#include <nucleus/catalog.hpp>
#include <string>

namespace nucleus::generate {

struct openapi_options {
    std::string title = "API";
    std::string version = "1.0.0";
    std::string server_url = "/";                       ///< where the API is reached
    std::string license = "Proprietary";                ///< a name
    std::string license_id = "LicenseRef-Proprietary";  ///< an SPDX expression
    std::string access_cookie = "nucleus_access_token"; ///< its name
};

/// Everything that the catalog declares and nothing else. Clean under `redocly lint`.
[[nodiscard]] std::string openapi(const catalog& c, const openapi_options& o);

/// The operation ids of the rows, in their order: the key in camelCase; of rows that share a key
/// the later ones are told apart by their path parameters and method.
[[nodiscard]] std::vector<std::string> operation_ids(const catalog& c);

}
