// Hashes of other systems: vectors of their authors, and what must not be computed.
#include "crypto/imported_hash.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <string>

using namespace nucleus;
using crypto::imported_hash_matches;

namespace {

std::optional<bool> matches(std::string_view stored, std::string_view password) {
    return imported_hash_matches(stored, secret_string{password});
}

}

TEST_CASE("bcrypt agrees with the vectors of crypt_blowfish") {
    CHECK(matches("$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW", "U*U") == true);
    CHECK(matches("$2y$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW", "U*U") == true);
    CHECK(matches("$2b$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW", "U*U") == true);
    CHECK(matches("$2a$05$CCCCCCCCCCCCCCCCCCCCC.VGOzA784oUp/Z0DY336zx7pLYAy0lwK", "U*U*") == true);
    CHECK(matches("$2a$05$CCCCCCCCCCCCCCCCCCCCC.VGOzA784oUp/Z0DY336zx7pLYAy0lwK", "U*U") == false);
}

TEST_CASE("scrypt agrees with RFC 7914, in PHC form") {
    const std::string rfc = "$scrypt$ln=10,r=8,p=16$TmFDbA$/bq+HJ00cgB4VucZDQHp/"
                            "nxq18vII3gw53N2Y0s3MWIurzDZLiKjiG/xCSedmDDaxyevuUqD7m2DYMvfoswGQA";
    CHECK(matches(rfc, "password") == true);
    CHECK(matches(rfc, "Password") == false);
    std::string passlib = rfc;
    for (char& c : passlib)
        if (c == '+') c = '.';
    CHECK(matches(passlib, "password") == true);
}

TEST_CASE("scrypt of crypt(5)") {
    const std::string stored = "$7$BU..../....k2XAnEHBqQ1Ct2aMXFKNa/HAmA1BpMnBsYHMWB4NZN4$"
                               "7E7raxFmOgL9pQMzPebTiNx8GN4kqjBU3CMEGWsWyy.";
    CHECK(matches(stored, "Correct-Horse-9") == true);
    CHECK(matches(stored, "correct-horse-9") == false);
}

TEST_CASE("A password with a NUL is not the part in front of it") {
    CHECK(matches("$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW",
                  std::string_view{"U*U\0x", 5}) == false);
}

TEST_CASE("What is malformed, of another kind or too dear is not computed") {
    const auto stored = GENERATE(
        // another kind
        "", "plain", "$1$abcdefgh$abcdefghabcdefghabcdef", "$6$salt$hash", "$argon2id$v=19$m=64",
        "$2x$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW",
        // bcrypt: length, cost
        "$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOe",
        "$2a$16$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW",
        "$2a$31$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW",
        "$2a$0x$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW",
        "$2a$03$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW",
        // crypt(5)'s scrypt: length, digits, N = 2^25 at r = 8 and more
        "$7$BU", "$7$B!..../....salt$hash", "$7$NU..../....salt$hash", "$7$zU..../....salt$hash",
        // PHC: memory, lanes, numbers, parts, base64
        "$scrypt$ln=21,r=8,p=1$c2FsdA$AAAAAAAAAAAAAAAAAAAAAA",
        "$scrypt$ln=63,r=8,p=1$c2FsdA$AAAAAAAAAAAAAAAAAAAAAA",
        "$scrypt$ln=10,r=99999999999999999999,p=1$c2FsdA$AAAAAAAAAAAAAAAAAAAAAA",
        "$scrypt$ln=10,r=18446744073709551615,p=1$c2FsdA$AAAAAAAAAAAAAAAAAAAAAA",
        "$scrypt$ln=10,r=8,p=17$c2FsdA$AAAAAAAAAAAAAAAAAAAAAA",
        "$scrypt$ln=0,r=8,p=1$c2FsdA$AAAAAAAAAAAAAAAAAAAAAA",
        "$scrypt$ln=10,r=0,p=1$c2FsdA$AAAAAAAAAAAAAAAAAAAAAA",
        "$scrypt$ln=-1,r=8,p=1$c2FsdA$AAAAAAAAAAAAAAAAAAAAAA",
        "$scrypt$ln=10,r=8$c2FsdA$AAAAAAAAAAAAAAAAAAAAAA", "$scrypt$ln=10,r=8,p=1$c2FsdA",
        "$scrypt$ln=10,r=8,p=1$c2F$d$AAAAAAAAAAAAAAAAAAAAAA", "$scrypt$ln=10,r=8,p=1$c2FsdA$AAAA",
        "$scrypt$ln=10,r=8,p=1$!!$AAAAAAAAAAAAAAAAAAAAAA");
    CAPTURE(stored);
    CHECK(matches(stored, "x") == std::nullopt);
}
