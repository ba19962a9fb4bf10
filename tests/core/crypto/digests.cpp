// SHA-256, HMAC and encodings against published vectors.
#include "bytes.hpp"
#include "wycheproof.hpp"

#include <array>
#include <catch2/catch_test_macros.hpp>
#include <nucleus/crypto/digest.hpp>
#include <nucleus/crypto/hmac_key.hpp>
#include <nucleus/crypto/random.hpp>
#include <set>
#include <thread>
#include <vector>

using namespace nucleus;

TEST_CASE("SHA-256 gives the digests of FIPS 180-4") {
    CHECK(crypto::hex(crypto::sha256("")) ==
          "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    CHECK(crypto::hex(crypto::sha256("abc")) ==
          "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    CHECK(crypto::hex(crypto::sha256("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq")) ==
          "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
    CHECK(crypto::hex(crypto::sha256(std::string(1'000'000, 'a'))) ==
          "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST_CASE("HMAC-SHA256 gives the values of RFC 4231") {
    struct vector {
        std::string key, text;
        std::string_view mac;
    };
    const vector vectors[] = {
        {std::string(20, '\x0b'), "Hi There",
         "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"},
        {"Jefe", "what do ya want for nothing?",
         "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"},
        {std::string(20, '\xaa'), std::string(50, '\xdd'),
         "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe"},
        {unhex("0102030405060708090a0b0c0d0e0f10111213141516171819"), std::string(50, '\xcd'),
         "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b"},
        {std::string(131, '\xaa'), "Test Using Larger Than Block-Size Key - Hash Key First",
         "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"},
        {std::string(131, '\xaa'),
         "This is a test using a larger than block-size key and a larger than block-size data. The "
         "key needs to be hashed before being used by the HMAC algorithm.",
         "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2"},
    };
    for (const auto& v : vectors)
        CHECK(crypto::hex(crypto::hmac_sha256(secret_string{v.key}, v.text)) == v.mac);
}

TEST_CASE("HMAC-SHA256 agrees with Wycheproof about every tag") {
    for (const auto& c : wycheproof::hmac_sha256) {
        CAPTURE(c.id);
        const auto mac = crypto::hmac_sha256(secret_string{unhex(c.key)}, unhex(c.message));
        CHECK(crypto::equal(mac, unhex(c.tag)) == c.valid);
    }
}

TEST_CASE("Keys that take turns on one thread, and threads that share a key, do not mix") {
    const secret_string first{std::string(32, '1')}, second{std::string(32, '2')};
    const crypto::hmac_key a{first};
    std::vector<crypto::hmac_key> others; // one of them at least shares a's place
    for (int i = 0; i < 8; ++i) others.emplace_back(second);
    const auto expected_a = crypto::hmac_sha256(first, "text");
    const auto expected_b = crypto::hmac_sha256(second, "text");
    std::array<int, 4> wrong{};
    std::vector<std::thread> threads;
    for (auto& count : wrong)
        threads.emplace_back([&] {
            for (int i = 0; i < 500; ++i) {
                if (crypto::text_of(a.mac("text")) != expected_a) ++count;
                if (crypto::text_of(a.mac("text")) != expected_a) ++count;
                for (const auto& b : others)
                    if (crypto::text_of(b.mac("text")) != expected_b) ++count;
            }
        });
    for (auto& t : threads) t.join();
    CHECK(wrong == std::array<int, 4>{});
}

TEST_CASE("An empty key is a key") {
    CHECK(crypto::hex(crypto::hmac_sha256(secret_string{}, "")) ==
          "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad");
}

TEST_CASE("Comparison looks at every byte and at the length") {
    CHECK(crypto::equal("", ""));
    CHECK(crypto::equal("same", "same"));
    CHECK_FALSE(crypto::equal("same", "samE"));
    CHECK_FALSE(crypto::equal("Same", "same"));
    CHECK_FALSE(crypto::equal("same", "sam"));
}

TEST_CASE("base64url gives the strings of RFC 4648 without padding, and reads them back") {
    const std::pair<std::string_view, std::string_view> pairs[] = {
        {"", ""},           {"f", "Zg"},          {"fo", "Zm8"},          {"foo", "Zm9v"},
        {"foob", "Zm9vYg"}, {"fooba", "Zm9vYmE"}, {"foobar", "Zm9vYmFy"}, {"\xfb\xff", "-_8"}};
    for (const auto& [bytes, text] : pairs) {
        CHECK(crypto::base64url(bytes) == text);
        CHECK(crypto::from_base64url(text) == std::string{bytes});
    }
}

TEST_CASE("Only the canonical form of base64url is read") {
    for (const auto* text : {"Zg==", "Zg=", "Z", "Zm9vY", "Zh", "Zm9=", "Zm9vYmF", "Zm9vYmF\n",
                             "+_8", "-/8", "Zm 9v", " Zm9v", "Zm9v\n", "Zm\xc3\xa4v"}) {
        CAPTURE(text);
        // "Zm9vYmF" leaves four bits, of which two are set.
        CHECK_FALSE(crypto::from_base64url(text).has_value());
    }
}

TEST_CASE("base64 has padding, and one form only") {
    // RFC 4648 §10, and bytes whose letters differ from those of base64url.
    const std::pair<std::string, std::string> pairs[] = {{"", ""},
                                                         {"f", "Zg=="},
                                                         {"fo", "Zm8="},
                                                         {"foo", "Zm9v"},
                                                         {"foob", "Zm9vYg=="},
                                                         {"fooba", "Zm9vYmE="},
                                                         {"foobar", "Zm9vYmFy"},
                                                         {"\xfb\xff", "+/8="}};
    for (const auto& [bytes, text] : pairs) {
        CHECK(crypto::base64(bytes) == text);
        CHECK(crypto::from_base64(text) == bytes);
    }
    for (const auto* wrong : {"Zg", "Zg=", "Zg===", "-_8=", "Zh==", "Z g=", "====", "="})
        CHECK(!crypto::from_base64(wrong));
}

TEST_CASE("Random tokens are 256 bits in base64url, and differ") {
    std::set<std::string> seen;
    for (int i = 0; i < 1000; ++i) {
        const auto token = crypto::random_token();
        CHECK(token.reveal().size() == 43);
        CHECK(crypto::from_base64url(token.reveal()).value_or("").size() == 32);
        seen.emplace(token.reveal());
    }
    CHECK(seen.size() == 1000);
    CHECK(crypto::random_bytes(1 << 20).size() == 1 << 20);
    CHECK(crypto::random_bytes(0).empty());
}
