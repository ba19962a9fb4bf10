#include "domain/generated_password.hpp"
#include "domain/bulk_accounts.hpp"
#include "domain/password_policy.hpp"
#include <catch2/catch_test_macros.hpp>
#include <map>
#include <nucleus/crypto/random.hpp>
#include <set>

using namespace nucleus::auth;

namespace {

std::string made(const password_policy_config& policy, int length) {
    return std::string{
        make_password(policy, length, "ada@example.com", "ada", &nucleus::crypto::random_bytes)
            .reveal()};
}

}

TEST_CASE("made-up passwords fulfil the policy, whatever it is") {
    password_policy_config policy;
    for (const auto* special : {"!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~", "!", "\xc3\xa4?"}) {
        policy.require_special_char = true;
        policy.special_chars = special;
        for (const int length : {8, 16, 128}) {
            const nucleus::secret_string p{made(policy, length)};
            CHECK(p.reveal().size() == static_cast<std::size_t>(length));
            CHECK(broken_rules(policy, p, "ada@example.com", "ada").empty());
        }
    }
}

TEST_CASE("no two are alike, and no character comes more often") {
    const password_policy_config policy;
    std::set<std::string> all;
    std::map<char, int> counted;
    for (int i = 0; i < 2000; ++i) {
        const auto p = made(policy, 16);
        all.insert(p);
        for (const char c : p) ++counted[c];
    }
    CHECK(all.size() == 2000);
    CHECK(counted.size() == 57);
    for (const char alike : {'0', 'O', '1', 'l', 'I'}) CHECK_FALSE(counted.contains(alike));
    for (const auto& [c, n] : counted) { // 561 each, were there no rules
        INFO(c);
        CHECK(n > 400);
        CHECK(n < 900);
    }
}

TEST_CASE("bytes that would favour some characters are thrown away") {
    int asked = 0;
    const auto random = [&](std::size_t) {
        using namespace std::string_literals;
        return ++asked == 1 ? "\xff\xfe\xe4"s : "\x32\x07\x21\x02\x19\x33\x09\x28"s;
    };
    const auto p = make_password({}, 8, "", "", random);
    CHECK(p.reveal() == "3HjCb4Kr");
    CHECK(asked == 2);
}

TEST_CASE("the usual length keeps within the policy") {
    CHECK(usual_length({}) == 16);
    CHECK(usual_length({.min_length = 20}) == 20);
    CHECK(usual_length({.min_length = 8, .max_length = 12}) == 12);
}

TEST_CASE("of accounts with the same name the first stays") {
    bulk_plan plan;
    for (const auto& [email, username] : {std::pair{"a", "x"}, {"b", "x"}, {"a", "y"}, {"c", ""}}) {
        asked_account a;
        a.email = email;
        if (*username != '\0') a.username = username;
        plan.accounts.push_back(std::move(a));
    }
    skip_repeated(plan);
    REQUIRE(plan.accounts.size() == 2);
    CHECK(plan.accounts[1].email == "c");
    REQUIRE(plan.skipped.size() == 2);
    CHECK(plan.skipped[0].reason == "username_repeated");
    CHECK(plan.skipped[1].reason == "email_repeated");
}
