// Heads that are served, heads that are not, and Beast's parser as a second opinion.
#include "http/head_guard.hpp"
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>
#include <catch2/catch_test_macros.hpp>

using namespace nucleus;
using namespace nucleus::http;

namespace {

struct parsed {
    request r;
    framing f;
    std::size_t size = 0;
    refusal why;
};

parsed parse(std::string_view text, head_limits limits = {}) {
    parsed p;
    std::size_t scanned = 0;
    const auto head = parse_head(text, scanned, limits, p.r);
    p.size = head.size;
    p.why = head.refused;
    if (!p.why && p.size != 0) p.why = guard(p.r, p.f);
    return p;
}

int status(std::string_view text) { return parse(text).why ? parse(text).why.kind->status : 200; }
std::string with(std::string_view headers, std::string_view line = "POST /x HTTP/1.1") {
    return std::string{line} + "\r\nHost: a\r\n" + std::string{headers} + "\r\n";
}

}

TEST_CASE("a head is views into the buffer") {
    const std::string text = "GET /a/b%20c?x=1&y HTTP/1.1\r\nHost: "
                             "shop.example:8080\r\nX-Empty:\r\nAccept:  a, b \t\r\n\r\nrest";
    const auto p = parse(text);
    REQUIRE_FALSE(p.why);
    CHECK(p.size == text.size() - 4);
    CHECK(p.r.verb == method::get);
    CHECK(p.r.minor == 1);
    CHECK(p.r.path == "/a/b%20c");
    CHECK(p.r.query == "x=1&y");
    REQUIRE(p.r.headers.size() == 3);
    CHECK(p.r.get("accept") == "a, b");
    CHECK(p.r.headers[1].value.empty());
    CHECK(p.r.path.data() > text.data());
    CHECK(p.r.path.data() < text.data() + text.size());
}

TEST_CASE("a head in pieces needs more until its last byte, and is scanned once") {
    const std::string text = with("A: b\r\nC: d\r\n");
    request r;
    std::size_t scanned = 0;
    for (std::size_t n = 1; n < text.size(); ++n) {
        const auto h = parse_head(std::string_view{text}.substr(0, n), scanned, {}, r);
        REQUIRE_FALSE(h.refused);
        REQUIRE(h.size == 0);
        REQUIRE(scanned <= n);
    }
    CHECK(parse_head(text, scanned, {}, r).size == text.size());
}

TEST_CASE("one empty line before the request line is forgiven") {
    CHECK(status("\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n") == 200);
    CHECK(status("\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n") == 400);
    CHECK(status("\nGET / HTTP/1.1\r\nHost: a\r\n\r\n") == 400);
}

TEST_CASE("heads against the grammar are refused") {
    const std::vector<std::pair<std::string, int>> table{
        {"GET / HTTP/1.1\nHost: a\r\n\r\n", 400},
        {"GET / HTTP/1.1\r\nHost: a\n\r\n", 400},
        {"GET / HTTP/1.1\r\nHost: a\rX: b\r\n\r\n", 400},
        {"GET / HTTP/1.1\r\nHost : a\r\n\r\n", 400},
        {"GET / HTTP/1.1\r\n Host: a\r\n\r\n", 400},
        {with("X: a\r\n b\r\n"), 400},
        {with("X: a\r\n\tb\r\n"), 400},
        {with("X\r\n"), 400},
        {with(": a\r\n"), 400},
        {with("X Y: a\r\n"), 400},
        {with("X\x01: a\r\n"), 400},
        {with("X: a\x01\r\n"), 400},
        {with("X: a\x7f\r\n"), 400},
        {with(std::string{"X: a\0b\r\n", 8}), 400},
        {with("X: caf\xc3\xa9\r\n"), 200},
        {"GET  / HTTP/1.1\r\nHost: a\r\n\r\n", 400},
        {"GET /  HTTP/1.1\r\nHost: a\r\n\r\n", 400},
        {"GET /\r\nHost: a\r\n\r\n", 400},
        {"GET / http/1.1\r\nHost: a\r\n\r\n", 400},
        {"GET / HTTP/1.1 \r\nHost: a\r\n\r\n", 400},
        {"GET / HTTP/11\r\nHost: a\r\n\r\n", 400},
        {"GET / HTTP/2.0\r\nHost: a\r\n\r\n", 505},
        {"GET / HTTP/0.9\r\nHost: a\r\n\r\n", 505},
        {"GET / HTTP/1.2\r\nHost: a\r\n\r\n", 200},
        {"G{T / HTTP/1.1\r\nHost: a\r\n\r\n", 400},
        {"GET /a b HTTP/1.1\r\nHost: a\r\n\r\n", 400},
        {"GET /\xc3\xa9 HTTP/1.1\r\nHost: a\r\n\r\n", 400},
        {"GET /a#b HTTP/1.1\r\nHost: a\r\n\r\n", 400},
        {std::string{"GET /\0 HTTP/1.1\r\nHost: a\r\n\r\n", 28}, 400},
        {"GET /" + std::string(9000, 'a') + " HTTP/1.1\r\nHost: a\r\n\r\n", 414},
        {with("X: " + std::string(20000, 'a') + "\r\n"), 431},
        {std::string{"\x16\x03\x01\x02\x00\x01\n", 7}, 400},
    };
    for (const auto& [text, expected] : table) {
        INFO(text.substr(0, 100));
        CHECK(status(text) == expected);
    }
    std::string many;
    for (int i = 0; i < 101; ++i) many += "X: y\r\n";
    CHECK(status(with(many)) == 431);
}

TEST_CASE("heads that outgrow the limits are refused before they end") {
    CHECK(status("GET /" + std::string(9000, 'a')) == 414);
    CHECK(status("GET / HTTP/1.1\r\nX: " + std::string(17000, 'a')) == 431);
}

TEST_CASE("Host is there once, and is a host") {
    const auto host = [](std::string_view lines, std::string_view version = "1.1") {
        return status("GET / HTTP/" + std::string{version} + "\r\n" + std::string{lines} + "\r\n");
    };
    CHECK(host("") == 400);
    CHECK(host("", "1.0") == 200);
    CHECK(host("Host: a\r\nHost: a\r\n") == 400);
    CHECK(host("Host: a\r\nhOST: b\r\n", "1.0") == 400);
    for (const auto* good :
         {"a", "a.example", "a:80", "127.0.0.1:1", "[::1]", "[::1]:8080", "xn--a_b", "a:"})
        CHECK(host("Host: " + std::string{good} + "\r\n") == 200);
    for (const auto* bad :
         {"", "a b", "a/b", "u@a", "a:b", "a:123456", "[::1", "[x]", "a,b", "a:80:80", "[::1]x"})
        CHECK(host("Host: " + std::string{bad} + "\r\n") == 400);
}

TEST_CASE("the framing is beyond doubt or the request is refused") {
    struct row {
        std::string headers;
        int status;
    };
    const std::vector<row> table{
        {"Content-Length: 5\r\n", 200},
        {"Content-Length: 0\r\n", 200},
        {"Content-Length: 5\r\nContent-Length: 5\r\n", 400},
        {"Content-Length: 5\r\nContent-Length: 6\r\n", 400},
        {"Content-Length: 5, 5\r\n", 400},
        {"Content-Length: +5\r\n", 400},
        {"Content-Length: -5\r\n", 400},
        {"Content-Length: 0x5\r\n", 400},
        {"Content-Length: 5 5\r\n", 400},
        {"Content-Length:\r\n", 400},
        {"Content-Length: 18446744073709551616\r\n", 400},
        {"Content-Length: 9223372036854775808\r\n", 400},
        {"Transfer-Encoding: chunked\r\n", 200},
        {"Transfer-Encoding: CHUNKED\r\n", 200},
        {"Transfer-Encoding: chunked\r\nContent-Length: 5\r\n", 400},
        {"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n", 400},
        {"Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n", 400},
        {"Transfer-Encoding: gzip, chunked\r\n", 501},
        {"Transfer-Encoding: xchunked\r\n", 501},
        {"Transfer-Encoding: identity\r\n", 501},
        {"Transfer-Encoding: \"chunked\"\r\n", 501},
        {"Transfer-Encoding: chunked;q=1\r\n", 501},
        {"Transfer-Encoding:\r\n", 400},
        {"Expect: 100-continue\r\n", 200},
        {"Expect: 100-Continue\r\n", 200},
        {"Expect: something\r\n", 417},
    };
    for (const auto& r : table) {
        INFO(r.headers);
        CHECK(status(with(r.headers)) == r.status);
    }
    CHECK(status("POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n") == 400);
    CHECK(parse(with("Content-Length: 5\r\n")).f.content_length == 5);
    CHECK(parse(with("Transfer-Encoding: chunked\r\n")).f.chunked);
    CHECK(parse(with("Expect: 100-continue\r\n")).f.expects_continue);
    CHECK_FALSE(parse("POST / HTTP/1.0\r\nExpect: 100-continue\r\n\r\n").f.expects_continue);
}

TEST_CASE("keep-alive by version and option") {
    CHECK(parse(with("")).f.keep_alive);
    CHECK_FALSE(parse(with("Connection: close\r\n")).f.keep_alive);
    CHECK_FALSE(parse(with("Connection: te, CLOSE\r\n")).f.keep_alive);
    CHECK_FALSE(parse("GET / HTTP/1.0\r\n\r\n").f.keep_alive);
    CHECK(parse("GET / HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n").f.keep_alive);
}

TEST_CASE("forms of the target") {
    const auto p = parse("GET http://A.example/x?y HTTP/1.1\r\nHost: a.example\r\n\r\n");
    REQUIRE_FALSE(p.why);
    CHECK(p.r.path == "/x");
    CHECK(p.r.query == "y");
    CHECK(parse("GET http://a HTTP/1.1\r\nHost: a\r\n\r\n").r.path == "/");
    CHECK(parse("GET http://a?q HTTP/1.1\r\nHost: a\r\n\r\n").r.query == "q");
    CHECK(status("GET http://b/x HTTP/1.1\r\nHost: a\r\n\r\n") == 400);
    CHECK(status("GET http://u@a/x HTTP/1.1\r\nHost: a\r\n\r\n") == 400);
    CHECK(status("GET ftp://a/x HTTP/1.1\r\nHost: a\r\n\r\n") == 400);
    CHECK(status("GET x HTTP/1.1\r\nHost: a\r\n\r\n") == 400);
    CHECK(status("CONNECT a:443 HTTP/1.1\r\nHost: a\r\n\r\n") == 400);
    CHECK(status("OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n") == 200);
    CHECK(status("GET * HTTP/1.1\r\nHost: a\r\n\r\n") == 400);
}

TEST_CASE("Beast reads what we accept in the same way") {
    for (const auto& text : {with("A: b\r\nAccept: x , y\t\r\nEmpty:\r\n", "GET /a?b=c HTTP/1.1"),
                             with("Content-Length: 12\r\n"), with("Transfer-Encoding: chunked\r\n"),
                             std::string{"DELETE /%41 HTTP/1.0\r\nX!#$%&'*+-.^_`|~9: ~\r\n\r\n"}}) {
        INFO(text);
        const auto p = parse(text);
        REQUIRE_FALSE(p.why);
        boost::beast::http::request_parser<boost::beast::http::string_body> beast;
        boost::system::error_code failed;
        const auto used = beast.put(boost::asio::buffer(text), failed);
        REQUIRE_FALSE(failed);
        CHECK(beast.is_header_done());
        CHECK(used == p.size);
        CHECK(beast.get().target() == p.r.target);
        CHECK(beast.chunked() == p.f.chunked);
        CHECK(beast.content_length().value_or(0) == p.f.content_length);
        std::size_t i = 0;
        for (const auto& field : beast.get()) {
            REQUIRE(i < p.r.headers.size());
            CHECK(field.name_string() == p.r.headers[i].name);
            CHECK(field.value() == p.r.headers[i].value);
            ++i;
        }
        CHECK(i == p.r.headers.size());
    }
}
