// Tokens under a key pair: EdDSA over Ed25519 (RFC 8037).
#include "crypto/compact_token.hpp"
#include "crypto/ed25519_key.hpp"

#include <nucleus/crypto/digest.hpp>
#include <nucleus/crypto/jwt.hpp>
#include <nucleus/json/json.hpp>
#include <stdexcept>

namespace nucleus::crypto {

struct jwk_fields {
    std::string kty;
    std::optional<std::string> crv, x;
};
NUCLEUS_DESCRIBE(jwk_fields, (kty, "Kind of key"), (crv, "Curve"), (x, "Public key, in base64url"))

namespace {

/// The thumbprint of RFC 7638: members in this order, no spaces.
std::string thumbprint(std::string_view x) {
    std::string jwk = R"({"crv":"Ed25519","kty":"OKP","x":")";
    jwk.append(x).append("\"}");
    return base64url(sha256(jwk));
}

class eddsa_signer final : public token_signer {
public:
    explicit eddsa_signer(ed25519_key key)
        : key_{std::move(key)}
        , x_{base64url(key_.public_bytes())}
        , id_{thumbprint(x_)}
        , header_{"EdDSA", base64url(R"({"alg":"EdDSA","typ":"JWT","kid":")" + id_ + "\"}")} {}

    std::string sign(std::string_view payload) const override {
        if (!key_.can_sign())
            throw std::logic_error{"this token signer has a public key only: it cannot sign"};
        auto token = signing_input(header_, payload);
        const auto signature = key_.sign(token);
        return token.append(".").append(base64url(signature));
    }

    std::optional<std::string> verify(std::string_view token) const override {
        const auto parts = take_apart(token, header_);
        if (!parts || !key_.verify(parts->signed_part, parts->signature)) return std::nullopt;
        return from_base64url(parts->payload);
    }

    std::string_view key_id() const noexcept override { return id_; }

    std::string public_jwk() const override {
        return R"({"kty":"OKP","crv":"Ed25519","use":"sig","alg":"EdDSA","kid":")" + id_ +
               R"(","x":")" + x_ + "\"}";
    }

private:
    ed25519_key key_;
    std::string x_; // the public key in base64url, as a JWK has it
    std::string id_;
    token_header header_;
};

}

std::shared_ptr<const token_signer> token_signer::eddsa(const secret_string& pem) {
    return std::make_shared<const eddsa_signer>(ed25519_key{pem});
}

std::shared_ptr<const token_signer> token_signer::from_jwk(std::string_view jwk) {
    static const shape described = [] {
        auto s = shape_of<jwk_fields>();
        s.open = true; // RFC 7517 §4: members that are not understood are ignored
        return s;
    }();
    jwk_fields key;
    if (!json::read(described, &key, jwk) || key.kty != "OKP" || key.crv != "Ed25519" || !key.x)
        return nullptr;
    const auto bytes = from_base64url(*key.x);
    if (!bytes || bytes->size() != 32) return nullptr;
    return std::make_shared<const eddsa_signer>(ed25519_key::from_public_bytes(*bytes));
}

}
