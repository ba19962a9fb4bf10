// What is counted apart, and what together.
#include "limits/keys.hpp"
#include <catch2/catch_test_macros.hpp>
#include <set>

using namespace nucleus::limits;
using namespace std::chrono_literals;
using nucleus::secret_string;

namespace {
const secret_string secret{"0123456789abcdef0123456789abcdef"};
const rule usual{counting::sliding_window, {60'000ms, 10, {}}, "authRoutes"};
}

TEST_CASE("keys differ by all that they are made of, and by nothing else") {
    const rule rules[] = {usual,
                          {counting::fixed_window, {60'000ms, 10, {}}, "authRoutes"},
                          {counting::sliding_window, {60'001ms, 10, {}}, "authRoutes"},
                          {counting::sliding_window, {60'000ms, 11, {}}, "authRoutes"},
                          {counting::sliding_window, {60'000ms, 10, {}}, "publicRoutes"}};
    const subject subjects[] = {{"address", "", 7, ""},           {"caller", "", 7, ""},
                                {"address", "LOGIN", 7, ""},      {"address", "", 8, ""},
                                {"address", "", 7, "ada"},        {"address", "", 7, "adb"},
                                {"a", "ddress", 7, ""},           {"address", "LOGI", 7, "N"},
                                {"address", "", 7, "12345678"},   {"address", "", 7, "123456789"},
                                {"caller", "", 0, "ada", "acme"}, {"caller", "", 0, "ada", "bolt"},
                                {"caller", "", 0, "ada"},         {"caller", "", 0, "adaacme"}};
    std::set<std::uint64_t> own;
    std::set<std::string> shared;
    std::size_t n = 0;
    for (const auto& r : rules)
        for (const auto& s : subjects) {
            own.insert(own_key(r, s));
            shared.insert(shared_key(secret, r, s));
            ++n;
            CHECK(own_key(r, s) == own_key(r, s));
            CHECK(shared_key(secret, r, s) == shared_key(secret, r, s));
        }
    CHECK(own.size() == n);
    CHECK(shared.size() == n);
    rule blocking = usual;
    blocking.of.block = 5s;
    CHECK(own_key(usual, subjects[0]) == own_key(blocking, subjects[0]));
}

TEST_CASE("keys of the database need the secret") {
    const subject s{"address", "", 7, ""};
    CHECK(shared_key(secret, usual, s).size() == 16);
    CHECK(shared_key(secret, usual, s) !=
          shared_key(secret_string{"0123456789abcdef0123456789abcdeg"}, usual, s));
}
