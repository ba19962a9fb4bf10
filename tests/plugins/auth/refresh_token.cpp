// The form of refresh tokens, and forgeries.
#include "domain/refresh_token.hpp"
#include <catch2/catch_test_macros.hpp>
#include <nucleus/crypto/digest.hpp>

using namespace nucleus;
using namespace nucleus::auth;

namespace {
const secret_string key{"0123456789abcdef0123456789abcdef"};
const uuid id = *uuid::parse("0190a0b0-c0d0-7000-8000-000000000001");
}

TEST_CASE("a refresh token tells its session and generation and proves itself") {
    for (const std::int64_t generation : {0LL, 1LL, 255LL, 256LL, 1LL << 40}) {
        const auto text = make_refresh_token(key, "", id, generation, "seed");
        const auto token = parse_refresh_token(text);
        REQUIRE(token);
        CHECK(token->session_id == id);
        CHECK(token->generation == generation);
        CHECK(is_genuine(*token, key, "", "seed"));
        CHECK(text == make_refresh_token(key, "", id, generation, "seed"));
    }
}

TEST_CASE("a refresh token is bound to key, tenant, session, generation and seed") {
    const auto token = *parse_refresh_token(make_refresh_token(key, "acme", id, 3, "seed"));
    CHECK_FALSE(is_genuine(token, secret_string{"another key"}, "acme", "seed"));
    CHECK_FALSE(is_genuine(token, key, "", "seed"));
    CHECK_FALSE(is_genuine(token, key, "acm", "eseed"));
    CHECK_FALSE(is_genuine(token, key, "acme", "other"));
    auto next = token;
    ++next.generation;
    CHECK_FALSE(is_genuine(next, key, "acme", "seed"));
    auto other = token;
    other.session_id = uuid::v7();
    CHECK_FALSE(is_genuine(other, key, "acme", "seed"));
}

TEST_CASE("changing any byte of a refresh token makes it worthless") {
    const auto text = make_refresh_token(key, "", id, 3, "seed");
    const auto bytes = *crypto::from_base64url(text);
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        auto changed = bytes;
        changed[i] = static_cast<char>(changed[i] ^ 1);
        const auto token = parse_refresh_token(crypto::base64url(changed));
        REQUIRE(token);
        CHECK_FALSE(is_genuine(*token, key, "", "seed"));
    }
}

TEST_CASE("what is no refresh token is not parsed") {
    const auto text = make_refresh_token(key, "", id, 3, "seed");
    for (const auto& bad : {std::string{}, std::string{"x"}, text.substr(1), text + "A", text + "=",
                            "." + text.substr(1), std::string(5000, 'A'), std::string("\0\0", 2)})
        CHECK_FALSE(parse_refresh_token(bad));
}
