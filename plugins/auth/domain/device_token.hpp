// What a trusted device shows: user's device ‖ HMAC-SHA256(key, tenant ‖ user ‖ device), as
// base64url. Derived when needed; which devices are trusted is in the database. Pure.
#pragma once
#include <nucleus/secret_string.hpp>
#include <nucleus/uuid.hpp>
#include <optional>
#include <string>
#include <string_view>

namespace nucleus::auth {

/// The keys in force and before; the second may be empty.
struct device_keys {
    secret_string now, before;
};

[[nodiscard]] std::string make_device_token(const device_keys& keys, std::string_view tenant,
                                            const uuid& user_id, const uuid& device_id);

/// The device of this user among the tokens that a browser has, parted by dots: people share
/// browsers.
[[nodiscard]] std::optional<uuid> find_device(const device_keys& keys, std::string_view tenant,
                                              const uuid& user_id, std::string_view tokens);

/// The tokens with one more, which replaces that of the same device: a few, the newest first.
[[nodiscard]] std::string with_device_token(std::string_view tokens, std::string_view added);

}
