// HMAC-SHA256 under one key that is used many times.
#pragma once
#include <array>
#include <cstdint>
#include <nucleus/secret_string.hpp>
#include <string_view>

namespace nucleus::crypto {

using sha256_bytes = std::array<unsigned char, 32>;

[[nodiscard]] inline std::string_view text_of(const sha256_bytes& b) {
    return {reinterpret_cast<const char*>(b.data()), b.size()};
}

/// Each thread has four places for contexts that stay keyed, four times as fast as keying a new
/// one; a key's number says which, and it stays there until another takes it. Immutable; any
/// thread. Copies are the same key.
class hmac_key {
public:
    explicit hmac_key(secret_string key);
    [[nodiscard]] sha256_bytes mac(std::string_view text) const;

private:
    secret_string key_;
    std::uint64_t serial_; // never used twice, unlike an address
};

}
