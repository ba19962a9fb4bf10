// The form of refresh tokens: sid ‖ generation ‖ HMAC-SHA256(key, tenant ‖ sid ‖ generation ‖
// seed), as base64url. Derived when needed, never stored. Pure.
#pragma once
#include <cstdint>
#include <nucleus/secret_string.hpp>
#include <nucleus/uuid.hpp>
#include <optional>
#include <string>
#include <string_view>

namespace nucleus::auth {

struct refresh_token {
    uuid session_id;
    std::int64_t generation = 0;
    std::string mac; ///< 32 bytes
};

[[nodiscard]] std::string make_refresh_token(const secret_string& key, std::string_view tenant,
                                             const uuid& session_id, std::int64_t generation,
                                             std::string_view seed);

/// The parts of a token; empty for anything of another form. Says nothing about the MAC.
[[nodiscard]] std::optional<refresh_token> parse_refresh_token(std::string_view text);

/// Whether the MAC is right, in constant time.
[[nodiscard]] bool is_genuine(const refresh_token& t, const secret_string& key,
                              std::string_view tenant, std::string_view seed);

}
