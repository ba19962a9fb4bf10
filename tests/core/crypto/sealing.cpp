#include <catch2/catch_test_macros.hpp>
#include <nucleus/crypto/random.hpp>
#include <nucleus/crypto/sealing.hpp>
#include <vector>

using namespace nucleus;
using namespace nucleus::crypto;

TEST_CASE("what is sealed opens with its key and in its place only, and not when it was changed") {
    const secret_string key{random_bytes(32)}, other{random_bytes(32)};
    for (const auto& text :
         std::vector{std::string{}, std::string{"a"}, std::string(100'000, 'x')}) {
        const auto sealed = seal(key, text, "row 1");
        CHECK(sealed.size() == text.size() + 28);
        CHECK(seal(key, text, "row 1") != sealed);
        CHECK(open_sealed(key, sealed, "row 1") == text);
        CHECK_FALSE(open_sealed(key, sealed, "row 2"));
        CHECK_FALSE(open_sealed(other, sealed, "row 1"));
        for (const auto at : {std::size_t{0}, sealed.size() / 2, sealed.size() - 1}) {
            auto changed = sealed;
            changed[at] = static_cast<char>(changed[at] ^ 1);
            CHECK_FALSE(open_sealed(key, changed, "row 1"));
        }
        CHECK_FALSE(open_sealed(key, sealed.substr(1), "row 1"));
    }
    CHECK_FALSE(open_sealed(key, "", ""));
    CHECK_THROWS_AS(seal(secret_string{"short"}, "x", ""), std::invalid_argument);
}
