// Signed tokens (RFC 7515, RFC 7519) in compact form: HS256, and EdDSA over Ed25519 (RFC 8037).
#pragma once
#include <memory>
#include <nucleus/secret_string.hpp>
#include <optional>
#include <string>
#include <string_view>

namespace nucleus::crypto {

/// Signs and verifies with one algorithm and key, both fixed by the configuration: a token's own
/// `alg` must name it, and has no other say. Immutable; any thread (contexts are per thread).
class token_signer {
public:
    /// Throws std::invalid_argument for a key of fewer than 32 bytes (RFC 7518 §3.2).
    [[nodiscard]] static std::shared_ptr<const token_signer> hs256(const secret_string& key);
    /// `pem` holds an Ed25519 private key (PKCS #8), or a public one: then it only verifies.
    /// Throws std::invalid_argument with what is wrong.
    [[nodiscard]] static std::shared_ptr<const token_signer> eddsa(const secret_string& pem);
    /// Of a public Ed25519 key as a JWK (RFC 8037 §2): only verifies. Null for any other key.
    [[nodiscard]] static std::shared_ptr<const token_signer> from_jwk(std::string_view jwk);
    virtual ~token_signer();

    /// The compact form of `payload`, a JSON object. Throws std::logic_error without a private key.
    [[nodiscard]] virtual std::string sign(std::string_view payload) const = 0;
    /// The payload of a token with a sound signature, else empty: wrong form, padding or characters
    /// outside base64url, another `alg`, a `crit` header, another key. Says nothing about `exp`.
    [[nodiscard]] virtual std::optional<std::string> verify(std::string_view token) const = 0;
    /// Names the key in the header's `kid`: a hash of the public key; empty for HS256.
    [[nodiscard]] virtual std::string_view key_id() const noexcept = 0;
    /// The public key as a JWK (RFC 7517) for /.well-known/jwks.json; empty for HS256.
    [[nodiscard]] virtual std::string public_jwk() const = 0;
};

}
