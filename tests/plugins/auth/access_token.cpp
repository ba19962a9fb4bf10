// What is in an access token, and which ones are taken.
#include "domain/access_token.hpp"
#include <catch2/catch_test_macros.hpp>

using namespace nucleus;
using namespace nucleus::auth;
using namespace std::chrono_literals;

namespace {

constexpr instant noon{std::chrono::seconds{1'800'000'000} + 400ms};

access_token_config rules() {
    access_token_config r;
    r.issuer = "https://api.example";
    r.audience = "shop";
    return r;
}
session by_password() {
    session s;
    s.id = uuid::v7();
    s.login_method = "password";
    s.expires_at = noon + std::chrono::hours{1};
    return s;
}

account ada() {
    account a;
    a.id = uuid::v7();
    a.may = {{"clerk"}, {"get.products", "post.products"}};
    return a;
}
access_claims issued(claims_mode mode = claims_mode::resolve, const std::string& tenant = "") {
    return make_claims(ada(), by_password(), tenant, noon, rules(), mode);
}

}

TEST_CASE("a token is good until it expires, to the second") {
    const auto c = issued();
    CHECK(c.exp - c.iat == 900);
    const auto payload = payload_of(c);
    const auto read = read_claims(payload, noon, "", rules());
    REQUIRE(read);
    CHECK(read->sub == c.sub);
    CHECK(read->sid == c.sid);
    CHECK(read->roles == std::vector<std::string>{"clerk"});
    CHECK(read->amr == std::vector<std::string>{"pwd"});
    CHECK(read_claims(payload, instant{std::chrono::seconds{c.exp}} - 1us, "", rules()));
    CHECK_FALSE(read_claims(payload, instant{std::chrono::seconds{c.exp}}, "", rules()));
}

TEST_CASE("a token is good only for its issuer, audience and tenant") {
    const auto payload = payload_of(issued());
    auto other = rules();
    other.issuer = "https://other.example";
    CHECK_FALSE(read_claims(payload, noon, "", other));
    other = rules();
    other.audience.clear();
    CHECK_FALSE(read_claims(payload, noon, "", other));
    CHECK_FALSE(read_claims(payload, noon, "acme", rules()));
    const auto of_tenant = payload_of(issued(claims_mode::resolve, "acme"));
    CHECK(read_claims(of_tenant, noon, "acme", rules()));
    CHECK_FALSE(read_claims(of_tenant, noon, "", rules()));
    CHECK_FALSE(read_claims(of_tenant, noon, "acm", rules()));
}

TEST_CASE("a payload of another form is refused") {
    for (const auto* bad : {"", "{}", "[]", "null", R"({"sub":"x"})", "{\"sub\":1}"})
        CHECK_FALSE(read_claims(bad, noon, "", rules()));
}

TEST_CASE("claims are embedded when asked for, unless a cookie could not hold them") {
    CHECK_FALSE(issued().claims);
    CHECK(issued().cv);
    CHECK(issued(claims_mode::embed).claims == ada().may.claims);
    auto busy = ada();
    for (int i = 0; i < 300; ++i) busy.may.claims.push_back("get.table_" + std::to_string(i));
    const auto c = make_claims(busy, by_password(), "", noon, rules(), claims_mode::embed);
    CHECK_FALSE(c.claims);
    CHECK(c.cv);
}

TEST_CASE("the version of claims changes with them") {
    const auto version = version_of({{"a"}, {"b", "c"}});
    CHECK(version == version_of({{"a"}, {"b", "c"}}));
    CHECK(version != version_of({{"a"}, {"b"}}));
    CHECK(version != version_of({{"a", "b"}, {"c"}}));
    CHECK(version != version_of({{}, {"a", "b", "c"}}));
    CHECK(version != version_of({{"a"}, {"b", "c"}, {{"d", {"own"}}}}));
    CHECK(version_of({{}, {}, {{"d", {"own"}}}}) != version_of({{}, {}, {{"d", {"[]"}}}}));
}

TEST_CASE("a token does not outlive its session, and says who acts in whose name") {
    auto s = by_password();
    s.expires_at = noon + std::chrono::seconds{7};
    s.impersonator_id = uuid::v7();
    const auto c = make_claims(ada(), s, "", noon, rules(), claims_mode::resolve);
    CHECK(c.exp == c.iat + 7);
    const auto read = read_claims(payload_of(c), noon, "", rules());
    REQUIRE(read);
    REQUIRE(read->act);
    CHECK(read->act->sub == *s.impersonator_id);
    CHECK(payload_of(c).find(R"("act":{"sub":")") != std::string::npos);
}
