// Normalization Form C, with cases of UAX #15.
#include <catch2/catch_test_macros.hpp>
#include <nucleus/unicode.hpp>

using nucleus::nfc;

TEST_CASE("composed and decomposed spellings are one") {
    CHECK(nfc("e\u0301") == "\u00e9");
    CHECK(nfc("\u00e9") == "\u00e9");
    CHECK(nfc("A\u030a") == "\u00c5");
    CHECK(nfc("\u212b") == "\u00c5");                    // the sign of the ångström
    CHECK(nfc("s\u0323\u0307") == nfc("s\u0307\u0323")); // the order of marks
    CHECK(nfc("\u1112\u1161\u11ab") == "\ud55c");        // Hangul
    CHECK(nfc("\u0958") == "\u0915\u093c");              // what is excluded from composition
}

TEST_CASE("nothing else changes") {
    for (const auto* text :
         {"", "plain", "A", "\uff41", "\u0430", "\u00df", "\u0130", "\U0001f600"})
        CHECK(nfc(text) == text);
    CHECK(nfc("\u212a") == "K"); // the kelvin is canonically a K
}

TEST_CASE("what is no UTF-8 comes back as it was") {
    for (const auto* text : {"\xff", "a\xc3", "\xed\xa0\x80", "e\u0301\xfe"})
        CHECK(nfc(text) == text);
}
