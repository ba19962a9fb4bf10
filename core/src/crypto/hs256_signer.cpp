// Tokens under a shared key: HMAC-SHA256.
#include "crypto/compact_token.hpp"

#include <nucleus/crypto/digest.hpp>
#include <nucleus/crypto/hmac_key.hpp>
#include <nucleus/crypto/jwt.hpp>
#include <stdexcept>

namespace nucleus::crypto {
namespace {

class hs256_signer final : public token_signer {
public:
    explicit hs256_signer(const secret_string& key)
        : key_{key} {}

    std::string sign(std::string_view payload) const override {
        auto token = signing_input(header_, payload);
        const auto signature = key_.mac(token);
        return token.append(".").append(base64url(text_of(signature)));
    }

    std::optional<std::string> verify(std::string_view token) const override {
        const auto parts = take_apart(token, header_);
        if (!parts) return std::nullopt;
        if (!equal(parts->signature, text_of(key_.mac(parts->signed_part)))) return std::nullopt;
        return from_base64url(parts->payload);
    }

    std::string_view key_id() const noexcept override { return {}; }
    std::string public_jwk() const override { return {}; }

private:
    token_header header_{"HS256", base64url(R"({"alg":"HS256","typ":"JWT"})")};
    hmac_key key_;
};

}

token_signer::~token_signer() = default;

std::shared_ptr<const token_signer> token_signer::hs256(const secret_string& key) {
    if (key.reveal().size() < 32)
        throw std::invalid_argument{"the key for HS256 has fewer than 32 bytes (RFC 7518 §3.2); "
                                    "make one with `openssl rand -base64 48`"};
    return std::make_shared<const hs256_signer>(key);
}

}
