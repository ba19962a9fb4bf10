// A key pair of Ed25519 (RFC 8032), or its public half.
#pragma once
#include <memory>
#include <nucleus/secret_string.hpp>
#include <openssl/evp.h>
#include <string>
#include <string_view>

namespace nucleus::crypto {

/// Immutable; any thread.
class ed25519_key {
public:
    /// Throws std::invalid_argument unless `pem` holds one, private (PKCS #8, unencrypted) or
    /// public.
    explicit ed25519_key(const secret_string& pem);
    /// A public one; throws std::invalid_argument unless these are its 32 bytes.
    [[nodiscard]] static ed25519_key from_public_bytes(std::string_view bytes);

    [[nodiscard]] bool can_sign() const noexcept { return can_sign_; }
    [[nodiscard]] std::string public_bytes() const;                 ///< 32 bytes
    [[nodiscard]] std::string sign(std::string_view message) const; ///< 64 bytes; needs can_sign()
    [[nodiscard]] bool verify(std::string_view message, std::string_view signature) const;

private:
    struct free_key {
        void operator()(EVP_PKEY* k) const noexcept { EVP_PKEY_free(k); }
    };
    ed25519_key() = default;
    std::unique_ptr<EVP_PKEY, free_key> key_;
    bool can_sign_ = false;
};

}
