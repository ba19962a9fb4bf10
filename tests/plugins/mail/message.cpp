#include "domain/message.hpp"
#include "domain/encoding.hpp"
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <stdexcept>

using namespace nucleus;
using namespace nucleus::mailing;
using Catch::Matchers::ContainsSubstring;
using namespace std::string_view_literals;

namespace {

message_parts sample() {
    return {*uuid::parse("0190a5b0-0000-7000-8000-000000000001"),
            *parse_instant("2026-01-02T03:04:05.678Z"),
            {"Shop", "no-reply@shop.example"},
            "ada@example.com",
            {"Hello", "Hello Ada\n", "<p>Hello Ada</p>\n"}};
}

std::size_t longest_line(std::string_view text) {
    std::size_t longest = 0;
    for (std::size_t at = 0; at < text.size();) {
        const auto end = std::min(text.find("\r\n", at), text.size());
        longest = std::max(longest, end - at);
        at = end + 2;
    }
    return longest;
}

}

TEST_CASE("a message has the headers that it needs, and both forms of its body") {
    CHECK(compose(sample()) == "Date: Fri, 02 Jan 2026 03:04:05 +0000\r\n"
                               "From: \"Shop\" <no-reply@shop.example>\r\n"
                               "To: <ada@example.com>\r\n"
                               "Message-ID: <0190a5b0-0000-7000-8000-000000000001@shop.example>\r\n"
                               "Subject: Hello\r\n"
                               "Auto-Submitted: auto-generated\r\n"
                               "MIME-Version: 1.0\r\n"
                               "Content-Type: multipart/alternative; "
                               "boundary=\"=_0190a5b0-0000-7000-8000-000000000001\"\r\n"
                               "\r\n"
                               "--=_0190a5b0-0000-7000-8000-000000000001\r\n"
                               "Content-Type: text/plain; charset=utf-8\r\n"
                               "Content-Transfer-Encoding: quoted-printable\r\n"
                               "\r\n"
                               "Hello Ada\r\n"
                               "--=_0190a5b0-0000-7000-8000-000000000001\r\n"
                               "Content-Type: text/html; charset=utf-8\r\n"
                               "Content-Transfer-Encoding: quoted-printable\r\n"
                               "\r\n"
                               "<p>Hello Ada</p>\r\n"
                               "--=_0190a5b0-0000-7000-8000-000000000001--\r\n");
}

TEST_CASE("no value of a header can begin another one") {
    for (const std::string_view end : {"\r\nBcc: eve@example.com"sv, "\n"sv, "\r"sv, "\0"sv}) {
        auto m = sample();
        m.to += end;
        CHECK_THROWS_AS(compose(m), std::invalid_argument);
        m = sample(), m.content.subject += end;
        CHECK_THROWS_AS(compose(m), std::invalid_argument);
        m = sample(), m.from.name += end;
        CHECK_THROWS_AS(compose(m), std::invalid_argument);
        m = sample(), m.from.address += end;
        CHECK_THROWS_AS(compose(m), std::invalid_argument);
    }
}

TEST_CASE("an address is one mailbox") {
    CHECK(is_address("ada.lovelace+x@mail.example.com"));
    CHECK(is_address("o'neil@example.com"));
    for (const auto* text : {"", "ada", "@example.com", "ada@", "a b@example.com", "a@b@c",
                             "ada@example.com>", "<ada@example.com", "a@example.com,b@example.com"})
        CHECK_FALSE(is_address(text));
    CHECK_FALSE(is_address(std::string(250, 'a') + "@example.com"));
}

TEST_CASE("names and subjects are encoded where they must be") {
    CHECK(header_text("plain words") == "plain words");
    CHECK(header_text("Söhne") == "=?UTF-8?B?U8O2aG5l?=");
    CHECK(header_text("=?UTF-8?B?eA==?=") == "=?UTF-8?B?PT9VVEYtOD9CP2VBPT0/PQ==?=");
    auto m = sample();
    m.from.name = R"(A "B" \ C)";
    CHECK_THAT(compose(m), ContainsSubstring(R"(From: "A \"B\" \\ C" <no-reply@shop.example>)"));
    m.from.name = "Söhne";
    CHECK_THAT(compose(m), ContainsSubstring("From: =?UTF-8?B?U8O2aG5l?=\r\n <no-reply@"));
}

TEST_CASE("long texts in headers are folded between whole characters") {
    std::string text;
    for (int i = 0; i < 100; ++i) text += "\xf0\x9f\x8d\xb5"; // four bytes: 45 is no multiple
    const auto encoded = header_text(text);
    CHECK(longest_line(encoded) <= 76);
    CHECK_THAT(encoded, ContainsSubstring("?=\r\n =?UTF-8?B?"));
    // Eleven whole characters in a word: 44 bytes, 60 of base64.
    CHECK(encoded.find("?=") == 10 + 60);
}

TEST_CASE("quoted-printable keeps its lines short and says every byte") {
    CHECK(quoted_printable("a=b\nc") == "a=3Db\r\nc\r\n");
    CHECK(quoted_printable("a\r\nb\r\n") == "a\r\nb\r\n");
    CHECK(quoted_printable("end \n\tx\t") == "end=20\r\n\tx=09\r\n");
    CHECK(quoted_printable("é") == "=C3=A9\r\n");
    CHECK(quoted_printable("") == "");
    const auto longs = quoted_printable(std::string(300, 'x') + "\n" + std::string(200, '='));
    CHECK(longest_line(longs) <= 76);
    CHECK(quoted_printable(std::string(75, 'x')) == std::string(75, 'x') + "\r\n");
    CHECK(quoted_printable(std::string(76, 'x')) == std::string(75, 'x') + "=\r\nx\r\n");
}
