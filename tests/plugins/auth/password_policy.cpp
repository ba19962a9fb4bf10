// Passwords by the policy.
#include "domain/password_policy.hpp"
#include "domain/common_passwords.hpp"
#include <algorithm>
#include <catch2/catch_test_macros.hpp>

using namespace nucleus;
using namespace nucleus::auth;

namespace {

std::vector<std::string> codes(const password_policy_config& policy, std::string_view password,
                               std::string_view email = "ada@example.com",
                               std::string_view username = "") {
    std::vector<std::string> out;
    for (const auto& f : broken_rules(policy, secret_string{password}, email, username)) {
        CHECK(f.path == "/password");
        if (!password.empty()) CHECK(f.message.find(password) == std::string::npos);
        out.push_back(f.code);
    }
    return out;
}
using list = std::vector<std::string>;

}

TEST_CASE("a good password breaks no rule") {
    const password_policy_config usual;
    CHECK(codes(usual, "Correct-Horse-9").empty());
    CHECK(codes(usual, "aB3defgh").empty());
    CHECK(codes(usual, "Ünïcödé Wörds 7").empty());
}

TEST_CASE("all broken rules come back at once") {
    const password_policy_config usual;
    CHECK(codes(usual, "qj") == list{"too_short", "uppercase_required", "number_required"});
    CHECK(codes(usual, "") == list{"too_short", "uppercase_required", "lowercase_required",
                                   "number_required", "too_common"});
    CHECK(codes(usual, "ADA@example.com1", "ada@example.com") == list{"contains_identity"});
}

TEST_CASE("each rule can be set") {
    password_policy_config p;
    p.min_length = 12;
    CHECK(codes(p, "aB3defgh") == list{"too_short"});
    p.min_length = 4;
    p.max_length = 8;
    CHECK(codes(p, "aB3defghi") == list{"too_long"});
    p = {};
    p.require_uppercase = p.require_lowercase = p.require_number = false;
    CHECK(codes(p, "~~~~~~~~qux~~").empty());
    p.require_special_char = true;
    p.special_chars = "#";
    CHECK(codes(p, "correct horse!") == list{"special_char_required"});
    CHECK(codes(p, "correct horse#").empty());
}

TEST_CASE("lengths count characters, not bytes") {
    password_policy_config p;
    p.require_uppercase = p.require_lowercase = p.require_number = false;
    CHECK(codes(p, "éééééé x") == list{});
    CHECK(codes(p, "éééééé") != list{});
    p.max_length = 8;
    CHECK(std::ranges::count(codes(p, "ééééééé1"), "too_long") == 0);
}

TEST_CASE("a password does not contain its owner's names") {
    const password_policy_config usual;
    CHECK(codes(usual, "My-Lovelace-77", "lovelace@example.com") == list{"contains_identity"});
    CHECK(codes(usual, "x-COUNTESS-7a", "a@example.com", "countess") == list{"contains_identity"});
    CHECK(codes(usual, "Banana-Split-7", "an@example.com").empty()); // two letters are everywhere
}

TEST_CASE("the passwords that are tried first are refused, with digits and signs behind them too") {
    for (const auto* word :
         {"password", "password1", "qwerty123!", "letmein2024", "12345678", "iloveyou", "!!!!",
          "p@ssw0rd", "welcome1", "!qaz2wsx", "zzzzzzz", "elephant42", "naruto-1"})
        CHECK(is_common_password(word));
    for (const auto* word :
         {"correct-horse-9", "almighty-horse-9", "passwordless-life", "tr0ub4dor"})
        CHECK_FALSE(is_common_password(word));
    for (const auto* word :
         {"Ab9верныйконьбатареяскрепка", "Aa9-верный-конь-батарея-скрепка", "верный конь батарея",
          "正しい馬電池ステープル", "al-8473-9274-8392-0118-7713"})
        CHECK_FALSE(is_common_password(word));
    CHECK(codes({}, "Password123!") == list{"too_common"});
}

TEST_CASE("the list can be searched by halves") {
    const auto list = common_password_list();
    CHECK(list.size() > 20'000);
    CHECK(
        std::ranges::is_sorted(list, {}, [](const char* word) { return std::string_view{word}; }));
    CHECK(std::ranges::all_of(list, [](const char* word) { return is_common_password(word); }));
}
