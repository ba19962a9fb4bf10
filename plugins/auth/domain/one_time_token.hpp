// What a mailed link carries: 256 random bits, of which the database knows a hash only.
#pragma once
#include <nucleus/secret_string.hpp>
#include <string>
#include <string_view>

namespace nucleus::auth {

/// SHA-256 in hex. The table, and the tenant's schema, say what for and whose it is.
[[nodiscard]] std::string token_hash(std::string_view token);

}
