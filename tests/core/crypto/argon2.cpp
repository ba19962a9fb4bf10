// Argon2id hashes: one text form, two libraries.
#include "crypto/argon2.hpp"

#include <argon2.h>
#include <catch2/catch_test_macros.hpp>
#include <sodium.h>
#include <stdexcept>
#include <vector>

using namespace nucleus;
using namespace nucleus::crypto;

namespace {

constexpr argon2_parameters quick{.memory_kib = 64, .iterations = 1, .parallelism = 1};
const secret_string password{"correct horse"}, wrong{"correct horsf"};

std::string phc_with(std::string_view parameters) {
    return "$argon2id$v=19$" + std::string{parameters} + "$" + std::string(22, 'A') + "$" +
           std::string(43, 'A');
}

}

TEST_CASE("A hash matches its password and no other, with one lane and with several") {
    for (const unsigned lanes : {1U, 2U, 4U}) {
        auto p = quick;
        p.parallelism = lanes;
        const auto phc = argon2id_hash(p, password);
        CAPTURE(phc);
        CHECK(phc.starts_with("$argon2id$v=19$m=64,t=1,p=" + std::to_string(lanes) + "$"));
        const auto read = parameters_of(phc, quick);
        REQUIRE(read);
        CHECK(read->memory_kib == 64);
        CHECK(read->iterations == 1);
        CHECK(read->parallelism == lanes);
        CHECK(argon2id_matches(phc, lanes, password));
        CHECK_FALSE(argon2id_matches(phc, lanes, wrong));
        CHECK_FALSE(argon2id_matches(phc, lanes, secret_string{}));
        CHECK(argon2id_hash(p, password) != phc);
    }
}

TEST_CASE("libsodium and libargon2 read each other's hashes") {
    const auto ours = argon2id_hash(quick, password); // by libsodium
    CHECK(::argon2id_verify(ours.c_str(), "correct horse", 13) == ARGON2_OK);
    CHECK(::argon2id_verify(ours.c_str(), "correct horsf", 13) == ARGON2_VERIFY_MISMATCH);

    std::vector<char> theirs(128);
    REQUIRE(::argon2id_hash_encoded(1, 64, 1, "correct horse", 13, "saltsaltsaltsalt", 16, 32,
                                    theirs.data(), theirs.size()) == ARGON2_OK);
    CHECK(argon2id_matches(theirs.data(), 1, password)); // by libsodium
    CHECK_FALSE(argon2id_matches(theirs.data(), 1, wrong));

    auto two = quick;
    two.parallelism = 2;
    const auto lanes = argon2id_hash(two, password); // by libargon2
    CHECK(argon2id_matches(lanes, 1, password));     // by libsodium, which takes lanes in turn
}

TEST_CASE("A hash another implementation made is read: the reference vector of libargon2") {
    // phc-winner-argon2, src/test.c: Argon2id, 256 MiB would be slow; this is m=256, t=2, p=1
    // and 2.
    for (const auto& [phc, lanes] :
         {std::pair{
              "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHG"
              "i/4",
              1U},
          std::pair{"$argon2id$v=19$m=256,t=2,p=2$c29tZXNhbHQ$bQk8UB/VmZZF4Oo79iDXuL5/0ttZwg2f/"
                    "5U52iv1cDc",
                    2U}}) {
        CHECK(parameters_of(phc, quick).has_value());
        CHECK(argon2id_matches(phc, lanes, secret_string{"password"}));
        CHECK_FALSE(argon2id_matches(phc, lanes, secret_string{"Password"}));
    }
}

TEST_CASE("A password is compared whole: NUL, empty and long ones") {
    const secret_string with_nul{std::string_view{"ab\0cd", 5}}, cut{"ab"};
    const auto phc = argon2id_hash(quick, with_nul);
    CHECK(argon2id_matches(phc, 1, with_nul));
    CHECK_FALSE(argon2id_matches(phc, 1, cut));
    const secret_string longest{std::string(100'000, 'x')};
    CHECK(argon2id_matches(argon2id_hash(quick, longest), 1, longest));
    CHECK(argon2id_matches(argon2id_hash(quick, secret_string{}), 1, secret_string{}));
}

TEST_CASE("A decoy is well-formed, has the parameters asked for, and is computed") {
    for (const unsigned lanes : {1U, 3U}) {
        auto p = quick;
        p.parallelism = lanes;
        const auto read = parameters_of(decoy(p), quick);
        REQUIRE(read);
        CHECK(read->memory_kib == p.memory_kib);
        CHECK(read->parallelism == lanes);
        CHECK_FALSE(argon2id_matches(decoy(p), lanes, password));
    }
    // Mismatch, not "cannot decode": the work was done.
    CHECK(::argon2id_verify(decoy(quick).c_str(), "x", 1) == ARGON2_VERIFY_MISMATCH);
}

TEST_CASE("Work beyond the bounds is refused, except what the configuration itself asks for") {
    CHECK(parameters_of(phc_with("m=1048576,t=20,p=16"), quick));
    CHECK_FALSE(parameters_of(phc_with("m=1048577,t=1,p=1"), quick));
    CHECK_FALSE(parameters_of(phc_with("m=64,t=21,p=1"), quick));
    CHECK_FALSE(parameters_of(phc_with("m=1024,t=1,p=17"), quick));
    CHECK_FALSE(parameters_of(phc_with("m=4294967295,t=4294967295,p=1"), quick));
    CHECK_FALSE(parameters_of(phc_with("m=64,t=1,p=16777215"), quick));
    CHECK_FALSE(parameters_of(phc_with("m=7,t=1,p=1"), quick));
    const argon2_parameters large{.memory_kib = 2097152, .iterations = 20, .parallelism = 1};
    CHECK(parameters_of(phc_with("m=2097152,t=20,p=1"), large));
    CHECK_FALSE(parameters_of(phc_with("m=2097153,t=20,p=1"), large));
}

TEST_CASE("Malformed hashes have no parameters") {
    const auto sound = phc_with("m=64,t=1,p=1");
    REQUIRE(parameters_of(sound, quick));
    for (std::size_t i = 0; i < sound.size() - 22; ++i) // the last 22 may go: hashes of 16 bytes
        CHECK_FALSE(parameters_of(std::string_view{sound}.substr(0, i), quick));
    for (const auto* parameters :
         {"m=064,t=1,p=1", "m=64,t=0,p=1", "m=64,t=1,p=0", "m=64,t=1", "t=1,m=64,p=1",
          "m=-64,t=1,p=1", "m=64,t=1,p=1,x=1", "m=99999999999,t=1,p=1", "m=64, t=1,p=1", ""})
        CHECK_FALSE(parameters_of(phc_with(parameters), quick));
    for (const auto* phc :
         {"", "x", "$2b$12$abcdefghijklmnopqrstuv", "$argon2i$v=19$m=64,t=1,p=1$AAAAAAAAAAA$",
          "$argon2id$v=16$m=64,t=1,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAA",
          "$argon2id$m=64,t=1,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAA"})
        CHECK_FALSE(parameters_of(phc, quick));
    CHECK_FALSE(parameters_of(sound + "=", quick));
    CHECK_FALSE(parameters_of(sound + "$AA", quick));
    CHECK_FALSE(parameters_of(sound + std::string(100, 'A'), quick));
}

TEST_CASE("Parameters that Argon2 does not define are refused by name") {
    CHECK_NOTHROW(require_valid({}));
    CHECK_THROWS_AS(require_valid({.memory_kib = 15, .iterations = 1, .parallelism = 2}),
                    std::invalid_argument);
    CHECK_THROWS_AS(require_valid({.memory_kib = 64, .iterations = 0, .parallelism = 1}),
                    std::invalid_argument);
    CHECK_THROWS_AS(require_valid({.memory_kib = 64, .iterations = 1, .parallelism = 0}),
                    std::invalid_argument);
    CHECK_THROWS_AS(require_valid({.memory_kib = 4194304, .iterations = 1, .parallelism = 1}),
                    std::invalid_argument);
}
