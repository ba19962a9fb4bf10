// Signed tokens: published vectors, and everything a forger may try.
#include "bytes.hpp"
#include "crypto/ed25519_key.hpp"
#include "wycheproof.hpp"

#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <nucleus/crypto/digest.hpp>
#include <nucleus/crypto/jwt.hpp>
#include <stdexcept>

using namespace nucleus;
using crypto::token_signer;

namespace {

// RFC 8037, appendix A.1 and A.2, as PEM.
constexpr std::string_view private_pem =
    "-----BEGIN PRIVATE KEY-----\n"
    "MC4CAQAwBQYDK2VwBCIEIJ1hsZ3v/VpguoRK9JLsLMREScVpezJpGXA7rAMcrn9g\n"
    "-----END PRIVATE KEY-----\n";
constexpr std::string_view public_pem =
    "-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEA11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=\n"
    "-----END PUBLIC KEY-----\n";
constexpr std::string_view x25519_pem =
    "-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VuAyEA11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=\n"
    "-----END PUBLIC KEY-----\n";
constexpr std::string_view claims = R"({"sub":"7","exp":1700000000})";

std::shared_ptr<const token_signer> hs256_of(std::string_view key) {
    return token_signer::hs256(secret_string{key});
}
std::shared_ptr<const token_signer> eddsa_of(std::string_view pem) {
    return token_signer::eddsa(secret_string{pem});
}
const std::string shared_key(32, 'k');

/// A token with this header and a sound HMAC under shared_key.
std::string with_header(std::string_view header) {
    const auto input = crypto::base64url(header) + "." + crypto::base64url(claims);
    return input + "." + crypto::base64url(crypto::hmac_sha256(secret_string{shared_key}, input));
}

}

TEST_CASE("The HS256 token of RFC 7515, appendix A.1, is sound") {
    const auto key = crypto::from_base64url(
        "AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow");
    REQUIRE(key);
    const auto payload = hs256_of(*key)->verify(
        "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9."
        "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0c"
        "nVlfQ.dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk");
    CHECK(payload == "{\"iss\":\"joe\",\r\n \"exp\":1300819380,\r\n "
                     "\"http://example.com/is_root\":true}");
}

TEST_CASE("The EdDSA token, thumbprint and JWK of RFC 8037, appendix A") {
    const auto token =
        "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc."
        "hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvp"
        "Ar_MuM0KAg";
    for (const auto pem : {private_pem, public_pem}) {
        const auto signer = eddsa_of(pem);
        CHECK(signer->verify(token) == "Example of Ed25519 signing");
        CHECK(signer->key_id() == "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k");
        CHECK(signer->public_jwk() == R"({"kty":"OKP","crv":"Ed25519","use":"sig","alg":"EdDSA",)"
                                      R"("kid":"kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k",)"
                                      R"("x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"})");
    }
}

TEST_CASE("A JWK verifies what its private half signs, and signs nothing") {
    const auto signer = eddsa_of(private_pem);
    const auto key = crypto::token_signer::from_jwk(signer->public_jwk());
    REQUIRE(key != nullptr);
    const auto token = signer->sign(R"({"sub":"x"})");
    CHECK(key->verify(token) == R"({"sub":"x"})");
    CHECK(key->key_id() == signer->key_id());
    CHECK(key->public_jwk() == signer->public_jwk());
    CHECK_THROWS_AS(key->sign("{}"), std::logic_error);
}

TEST_CASE("A JWK of another kind is none of ours") {
    for (const auto* jwk :
         {"", "[]", "{}", R"({"kty":"OKP"})", R"({"kty":"OKP","crv":"Ed25519"})",
          R"({"kty":"OKP","crv":"Ed25519","x":"AAAA"})", R"({"kty":"OKP","crv":"Ed25519","x":"!"})",
          R"({"kty":"OKP","crv":"Ed25519","x":5})",
          R"({"kty":"OKP","crv":"X25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"})",
          R"({"kty":"oct","k":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"})",
          R"({"kty":"RSA","n":"AQAB","e":"AQAB"})"}) {
        CAPTURE(jwk);
        CHECK(crypto::token_signer::from_jwk(jwk) == nullptr);
    }
}

TEST_CASE("Ed25519 agrees with Wycheproof about every signature") {
    const crypto::ed25519_key key{secret_string{wycheproof::ed25519_pem}};
    for (const auto& c : wycheproof::ed25519) {
        CAPTURE(c.id, c.kind);
        CHECK(key.verify(unhex(c.message), unhex(c.signature)) == c.valid);
    }
}

TEST_CASE("HS256 agrees with Wycheproof about every JSON Web Signature") {
    const auto signer = hs256_of(crypto::from_base64url(wycheproof::jws_key).value());
    for (const auto& c : wycheproof::jws_hs256) {
        CAPTURE(c.id, c.kind);
        CHECK(signer->verify(c.token).has_value() == c.valid);
    }
}

TEST_CASE("What a signer signs it verifies, and no other key does") {
    const auto hs = hs256_of(shared_key), ed = eddsa_of(private_pem);
    CHECK(hs->verify(hs->sign(claims)) == claims);
    CHECK(ed->verify(ed->sign(claims)) == claims);
    CHECK(eddsa_of(public_pem)->verify(ed->sign(claims)) == claims);
    CHECK_FALSE(hs256_of(std::string(32, 'x'))->verify(hs->sign(claims)));
    CHECK_FALSE(eddsa_of(wycheproof::ed25519_pem)->verify(ed->sign(claims)));
    CHECK(hs->key_id().empty());
    CHECK(hs->public_jwk().empty());
}

TEST_CASE("A token with any one character changed, removed or added is refused") {
    const auto signer = hs256_of(shared_key);
    const auto token = signer->sign(claims);
    for (std::size_t i = 0; i < token.size(); ++i) {
        for (const char c : {'A', 'B', '.', '=', ' ', '\0'}) {
            auto changed = token, longer = token;
            changed[i] = c;
            longer.insert(i, 1, c);
            CAPTURE(i, c);
            if (changed != token) CHECK_FALSE(signer->verify(changed));
            CHECK_FALSE(signer->verify(longer));
        }
        auto shorter = token;
        shorter.erase(i, 1);
        CHECK_FALSE(signer->verify(shorter));
        CHECK_FALSE(signer->verify(std::string_view{token}.substr(0, i)));
    }
    for (const auto* tail : {"=", " ", "\n", ".", "A"}) CHECK_FALSE(signer->verify(token + tail));
}

TEST_CASE("A signature's spare bits are no second spelling of it") {
    const auto signer = hs256_of(shared_key);
    const auto token = signer->sign(claims);
    constexpr std::string_view alphabet =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    // 32 bytes leave two spare bits in the last of 43 characters.
    const auto digit = alphabet.find(token.back());
    REQUIRE(digit % 4 == 0);
    for (std::size_t spare = 1; spare < 4; ++spare) {
        auto other = token;
        other.back() = alphabet[digit + spare];
        CHECK_FALSE(signer->verify(other));
    }
}

TEST_CASE("A header may order and space its members as it likes, and name type and key") {
    const auto signer = hs256_of(shared_key);
    for (const auto* header :
         {R"({"alg":"HS256"})", R"({ "typ" : "JWT", "alg" : "HS256" })",
          R"({"alg":"HS256","kid":"any","cty":"JWT"})", R"({"\u0061lg":"HS256"})"}) {
        CAPTURE(header);
        CHECK(signer->verify(with_header(header)) == claims);
    }
}

TEST_CASE("A header that says anything else is refused, soundly signed or not") {
    const auto signer = hs256_of(shared_key);
    for (const auto* header : {R"({"alg":"none"})",
                               R"({"alg":"None"})",
                               R"({"alg":"hs256"})",
                               R"({"alg":"HS512"})",
                               R"({"alg":"EdDSA"})",
                               R"({"alg":""})",
                               R"({"alg":["HS256"]})",
                               R"({"alg":null})",
                               R"({"typ":"JWT"})",
                               R"({"alg":"HS256","alg":"HS256"})",
                               R"({"alg":"none","alg":"HS256"})",
                               R"({"alg":"HS256","\u0061lg":"none"})",
                               R"({"alg":"HS256","crit":["exp"]})",
                               R"({"alg":"HS256","crit":[]})",
                               R"({"alg":"HS256","b64":false})",
                               R"({"alg":"HS256","jwk":{"kty":"oct"}})",
                               R"({"alg":"HS256","jku":"https://example.com"})",
                               R"({"alg":"HS256"} )"
                               "x",
                               R"({"alg":"HS256")",
                               R"(["HS256"])",
                               R"("HS256")",
                               "null",
                               "",
                               "\xff"}) {
        CAPTURE(header);
        CHECK_FALSE(signer->verify(with_header(header)));
    }
}

TEST_CASE("Algorithms are not exchanged for one another") {
    const auto ed = eddsa_of(public_pem);
    // The classic: the public key, which everybody has, as the secret of an HMAC.
    for (const auto& secret :
         {std::string{public_pem}, unhex("d75a980182b10ab7d54bfed3c964073a0ee17"
                                         "2f3daa62325af021a68f707511a")}) {
        const auto forged = hs256_of(secret)->sign(claims);
        CHECK_FALSE(ed->verify(forged));
        const auto input =
            crypto::base64url(R"({"alg":"EdDSA"})") + "." + crypto::base64url(claims);
        CHECK_FALSE(ed->verify(
            input + "." + crypto::base64url(crypto::hmac_sha256(secret_string{secret}, input))));
    }
    CHECK_FALSE(hs256_of(shared_key)->verify(eddsa_of(private_pem)->sign(claims)));
    CHECK_FALSE(ed->verify(with_header(R"({"alg":"none"})")));
    CHECK_FALSE(ed->verify(crypto::base64url(R"({"alg":"EdDSA"})") + "." +
                           crypto::base64url(claims) + "." +
                           crypto::base64url(std::string(64, '\0'))));
}

TEST_CASE("Keys that are no keys are refused with the reason") {
    CHECK_THROWS_AS(hs256_of(std::string(31, 'k')), std::invalid_argument);
    CHECK_THROWS_AS(eddsa_of(""), std::invalid_argument);
    CHECK_THROWS_AS(eddsa_of("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"),
                    std::invalid_argument);
    CHECK_THROWS_AS(eddsa_of(x25519_pem), std::invalid_argument);
    CHECK_THROWS_AS(eddsa_of(public_pem)->sign(claims), std::logic_error);
    try {
        eddsa_of(x25519_pem);
    } catch (const std::invalid_argument& e) {
        CHECK(std::string_view{e.what()}.find("another kind than Ed25519") !=
              std::string_view::npos);
    }
}
