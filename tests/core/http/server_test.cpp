// The server as a client sees it, byte by byte.
#include "test_site.hpp"
#include <catch2/catch_test_macros.hpp>
#include <sys/socket.h>

using namespace nucleus::testing;
using namespace std::chrono_literals;

namespace {
const std::string plain = "GET /plain HTTP/1.1\r\nHost: a\r\n\r\n";
std::string post(std::string_view path, std::string_view headers, std::string_view body) {
    return "POST " + std::string{path} + " HTTP/1.1\r\nHost: a\r\n" + std::string{headers} +
           "\r\n" + std::string{body};
}
std::string code_of(std::string_view answer) {
    const auto at = answer.find("\"code\":\"");
    return at == answer.npos
               ? std::string{}
               : std::string{answer.substr(at + 8, answer.find('"', at + 8) - at - 8)};
}
}

TEST_CASE("a connection is kept and reused") {
    test_site site;
    raw_client c{site.port()};
    for (int i = 0; i < 3; ++i) {
        c.send(plain);
        const auto a = c.answer();
        CHECK(status_of(a) == 200);
        CHECK(body_of(a) == R"({"ok":true})");
        CHECK(header_of(a, "Content-Type") == "application/json");
        CHECK(header_of(a, "X-Content-Type-Options") == "nosniff");
        CHECK(header_of(a, "X-Request-Id").size() == 32);
        CHECK(header_of(a, "Date").ends_with(" GMT"));
        CHECK(header_of(a, "Connection").empty());
    }
    CHECK(site.context.calls == 3);
}

TEST_CASE("pipelined requests are answered in order, and all of them") {
    test_site site;
    raw_client c{site.port()};
    std::string batch;
    for (int i = 0; i < 300; ++i)
        batch += "GET /items/" + std::to_string(i) + " HTTP/1.1\r\nHost: a\r\n\r\n";
    c.send(batch);
    for (int i = 0; i < 300; ++i) REQUIRE(body_of(c.answer()) == "item " + std::to_string(i));
}

TEST_CASE("a request may come byte by byte") {
    test_site site;
    raw_client c{site.port()};
    for (const char b :
         post("/json", "Content-Type: application/json\r\nContent-Length: 7\r\n", R"({"a":1})")) {
        c.send({&b, 1});
        std::this_thread::sleep_for(200us);
    }
    CHECK(body_of(c.answer()) == R"({"a":1})");
    for (const char b : post("/echo", "Transfer-Encoding: chunked\r\n",
                             "3;x=y\r\nabc\r\n4\r\ndefg\r\n0\r\nHost: evil\r\n\r\n")) {
        c.send({&b, 1});
        std::this_thread::sleep_for(200us);
    }
    CHECK(body_of(c.answer()) == "abcdefg");
    c.send(plain);
    CHECK(status_of(c.answer()) == 200);
}

TEST_CASE("bodies of every size come through, and the connection stays in step") {
    test_site site;
    raw_client c{site.port()};
    for (const std::size_t size :
         {0UL, 1UL, 1000UL, 16000UL, 19000UL, 21000UL, 300000UL, 3000000UL}) {
        const std::string body(size, 'b');
        c.send(post("/echo", "Content-Length: " + std::to_string(size) + "\r\n", body) + plain);
        REQUIRE(body_of(c.answer()) == body);
        REQUIRE(body_of(c.answer()) == R"({"ok":true})");
        std::string chunked;
        for (std::size_t at = 0; at < size; at += 7001) {
            const auto piece = body.substr(at, 7001);
            char digits[20];
            std::snprintf(digits, sizeof digits, "%zx\r\n", piece.size());
            chunked += digits + piece + "\r\n";
        }
        c.send(post("/echo", "Transfer-Encoding: chunked\r\n", chunked + "0\r\n\r\n") + plain);
        REQUIRE(body_of(c.answer()) == body);
        REQUIRE(body_of(c.answer()) == R"({"ok":true})");
    }
}

TEST_CASE("a chunked body whose head ends where the buffer does comes through") {
    constexpr std::size_t buffer = (16 + 4) * 1024; // of server.headerLimit, and what it is beyond
    test_site site;
    for (int round = 0; round < 10; ++round) {
        raw_client c{site.port()};
        const auto head = post("/echo", "Transfer-Encoding: chunked\r\n", "");
        const auto padded = [](std::size_t size) {
            const std::string start = "GET /plain HTTP/1.1\r\nHost: a\r\nX-Pad: ";
            return start + std::string(size - start.size() - 4, 'p') + "\r\n\r\n";
        };
        const auto half = (buffer - head.size()) / 2;
        c.send(padded(half) + padded(buffer - head.size() - half) + head);
        REQUIRE(status_of(c.answer()) == 200);
        REQUIRE(status_of(c.answer()) == 200);
        c.send("5\r\nhello\r\n0\r\n\r\n" + plain);
        REQUIRE(body_of(c.answer()) == "hello");
        REQUIRE(body_of(c.answer()) == R"({"ok":true})");
    }
}

TEST_CASE("each refusal has its status and code, and the connection lives on where it may") {
    struct expectation {
        std::string request;
        int status;
        std::string code;
        bool kept;
    };
    const std::string h = " HTTP/1.1\r\nHost: a\r\n";
    const auto json_head = "Content-Type: application/json\r\n";
    const std::vector<expectation> table{
        {"GET /nowhere" + h + "\r\n", 404, "not_found", true},
        {"DELETE /plain" + h + "\r\n", 405, "method_not_allowed", true},
        {"BREW /plain" + h + "\r\n", 405, "method_not_allowed", true},
        {"GET /plain?x=1" + h + "\r\n", 400, "invalid_query", true},
        {"GET /items/%zz" + h + "\r\n", 400, "bad_request", true},
        {"GET /private" + h + "\r\n", 401, "unauthenticated", true},
        {"GET /throws" + h + "\r\n", 500, "internal_error", true},
        {"GET /fails" + h + "\r\n", 409, "conflict", true},
        {"GET /loses" + h + "\r\n", 409, "duplicate_value", true},
        {post("/json", "Content-Length: 2\r\n", "{}"), 415, "unsupported_media_type", true},
        {post("/json", "Content-Type: text/plain\r\nContent-Length: 2\r\n", "{}"), 415,
         "unsupported_media_type", true},
        {post("/json", json_head + std::string{"Content-Encoding: gzip\r\nContent-Length: 2\r\n"},
              "{}"),
         415, "unsupported_media_type", true},
        {post("/json", json_head + std::string{"Content-Length: 2000000\r\n"}, ""), 413,
         "body_too_large", false},
        {post("/json", json_head + std::string{"Transfer-Encoding: chunked\r\n"}, "1fffff\r\n"),
         413, "body_too_large", false},
        {"GET /plain HTTP/1.1\r\n\r\n", 400, "bad_request", false},
        {"GET /plain" + h + "Host: b\r\n\r\n", 400, "bad_request", false},
        {"GET /plain HTTP/2.0\r\nHost: a\r\n\r\n", 505, "http_version_not_supported", false},
        {"GET /plain\n", 400, "bad_request", false},
        {"GET /" + std::string(9000, 'a') + h + "\r\n", 414, "uri_too_long", false},
        {"GET /plain" + h + "X: " + std::string(17000, 'a') + "\r\n\r\n", 431, "headers_too_large",
         false},
        {post("/echo", "Content-Length: 1\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n"), 400,
         "bad_request", false},
        {post("/echo", "Transfer-Encoding: gzip\r\n", ""), 501, "unknown_transfer_coding", false},
        {post("/echo", "Expect: 200-ok\r\nContent-Length: 1\r\n", ""), 417, "expectation_failed",
         false},
        {post("/sign-in", "Origin: https://evil.example\r\n", ""), 403, "cross_site_request", true},
        {"GET /private" + h + "Authorization: Bearer a\r\nX-Api-Key: nk_b\r\n\r\n", 400,
         "two_credentials", true},
    };
    test_site site;
    for (const auto& e : table) {
        INFO(e.request.substr(0, 120));
        raw_client c{site.port()};
        c.send(e.request);
        const auto a = c.answer();
        CHECK(status_of(a) == e.status);
        if (e.code != "duplicate_value") CHECK(code_of(a) == e.code);
        CHECK(body_of(a).find(header_of(a, "X-Request-Id")) != std::string::npos);
        CHECK(a.find("hunter2") == a.npos);
        CHECK(a.find("a@b") == a.npos);
        CHECK((header_of(a, "Connection") == "close") == !e.kept);
        if (!e.kept) {
            CHECK(c.closed());
            continue;
        }
        c.send(plain);
        CHECK(status_of(c.answer()) == 200);
    }
}

TEST_CASE("a success has the status that the catalog declares") {
    test_site site;
    raw_client c{site.port()};
    c.send(post("/things", "Content-Length: 0\r\n", "") + plain);
    CHECK(status_of(c.answer()) == 201);
    CHECK(status_of(c.answer()) == 200);
}

TEST_CASE("405 and OPTIONS tell the methods") {
    test_site site;
    raw_client c{site.port()};
    c.send("DELETE /plain HTTP/1.1\r\nHost: a\r\n\r\n");
    CHECK(header_of(c.answer(), "Allow") == "GET, HEAD, OPTIONS");
    c.send("OPTIONS /echo HTTP/1.1\r\nHost: a\r\n\r\n");
    const auto a = c.answer();
    CHECK(status_of(a) == 204);
    CHECK(header_of(a, "Allow") == "POST, OPTIONS");
    CHECK(header_of(a, "Content-Length").empty());
    c.send("OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n");
    CHECK(status_of(c.answer()) == 204);
}

TEST_CASE("HEAD is GET without its body") {
    test_site site;
    raw_client c{site.port()};
    c.send("HEAD /plain HTTP/1.1\r\nHost: a\r\n\r\n" + plain);
    const auto head = c.answer(true);
    CHECK(header_of(head, "Content-Length") == "11");
    CHECK(body_of(head).empty());
    CHECK(body_of(c.answer()) == R"({"ok":true})");
}

TEST_CASE("Expect: 100-continue is granted only when the body is wanted") {
    test_site site;
    raw_client c{site.port()};
    c.send(post("/json",
                "Content-Type: application/json\r\nContent-Length: 2\r\nExpect: 100-continue\r\n",
                ""));
    CHECK(c.answer(true).starts_with("HTTP/1.1 100 Continue\r\n\r\n"));
    c.send("{}");
    CHECK(body_of(c.answer()) == "{}");
    c.send(post("/json",
                "Content-Type: text/plain\r\nContent-Length: 2\r\nExpect: 100-continue\r\n", ""));
    CHECK(status_of(c.answer()) == 415);
    CHECK(c.closed());
}

TEST_CASE("HTTP/1.0 closes unless asked to keep") {
    test_site site;
    {
        raw_client c{site.port()};
        c.send("GET /plain HTTP/1.0\r\n\r\n");
        CHECK(header_of(c.answer(), "Connection") == "close");
        CHECK(c.closed());
    }
    raw_client c{site.port()};
    c.send("GET /plain HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
    CHECK(header_of(c.answer(), "Connection") == "keep-alive");
    c.send("GET /stream HTTP/1.0\r\n\r\n");
    const auto all = c.rest();
    CHECK(header_of(all, "Transfer-Encoding").empty());
    CHECK(body_of(all).size() == 64UL * 64 * 1024);
}

TEST_CASE("Connection: close is obeyed") {
    test_site site;
    raw_client c{site.port()};
    c.send("GET /plain HTTP/1.1\r\nHost: a\r\nConnection: Close\r\n\r\n");
    CHECK(header_of(c.answer(), "Connection") == "close");
    CHECK(c.closed());
}

TEST_CASE("request ids and identity headers") {
    test_site site;
    raw_client c{site.port()};
    c.send("GET /plain HTTP/1.1\r\nHost: a\r\nX-Request-Id: my.id-1\r\n\r\n");
    CHECK(header_of(c.answer(), "X-Request-Id") == "my.id-1");
    c.send("GET /plain HTTP/1.1\r\nHost: a\r\nX-Request-Id: no spaces\r\n\r\n");
    CHECK(header_of(c.answer(), "X-Request-Id").size() == 32);
    c.send("GET /headers?q=1 HTTP/1.1\r\nHost: a\r\nX-User-Id: 1\r\nx-auth-type: "
           "god\r\nX-Forwarded-For: 9.9.9.9\r\nAccept: b\r\n\r\n");
    const auto body = body_of(c.answer());
    CHECK(body.find("Accept=b") != body.npos);
    CHECK(body.find("User-Id") == body.npos);
    CHECK(body.find("auth-type") == body.npos);
    CHECK(body.ends_with("client=127.0.0.1"));
}

TEST_CASE("slow heads and bodies are answered 408, idle connections closed") {
    auto config = std::make_shared<fixed_config>();
    config->server.timeouts.header = 300ms;
    config->server.timeouts.body = 300ms;
    config->server.timeouts.idle = 300ms;
    test_site site{config};
    raw_client head{site.port()}, body{site.port()}, idle{site.port()};
    head.send("GET /plain HTTP/1.1\r\nHo");
    body.send(post("/echo", "Content-Length: 10\r\n", "abc"));
    CHECK(status_of(head.answer()) == 408);
    CHECK(head.closed());
    CHECK(status_of(body.answer()) == 408);
    CHECK(body.closed());
    CHECK(idle.closed(1500ms));
}

TEST_CASE("a body that trickles in has as long as its request") {
    auto config = std::make_shared<fixed_config>();
    config->server.timeouts.body = 1000ms;
    config->server.timeouts.request = 500ms;
    test_site site{config};
    raw_client long_body{site.port()}, chunked{site.port()};
    long_body.send(post("/echo", "Content-Length: 100000\r\n", ""));
    chunked.send(post("/echo", "Transfer-Encoding: chunked\r\n", "ffff\r\n"));
    for (int i = 0; i < 40; ++i) {
        for (const auto* c : {&long_body, &chunked}) ::send(c->fd(), "b", 1, MSG_NOSIGNAL);
        std::this_thread::sleep_for(50ms);
    }
    CHECK(status_of(long_body.answer()) == 408);
    CHECK(status_of(chunked.answer()) == 408);
}

TEST_CASE("who goes on sending after a refusal is cut off, and holds up nobody") {
    test_site site;
    raw_client flood{site.port()}, other{site.port()};
    flood.send("BAD\r\n\r\n");
    const std::string bytes(1 << 20, 'x');
    std::size_t sent = 0;
    constexpr std::size_t most = 256 << 20;
    while (sent < most) {
        const auto n = ::send(flood.fd(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (n <= 0) break;
        sent += static_cast<std::size_t>(n);
    }
    CHECK(sent < most);
    other.send(plain);
    CHECK(status_of(other.answer()) == 200);
}

TEST_CASE("a streamed answer waits for a slow reader") {
    test_site site;
    raw_client c{site.port()};
    c.send("GET /stream HTTP/1.1\r\nHost: a\r\n\r\n" + plain);
    std::this_thread::sleep_for(300ms); // the kernel's buffers are full by now
    const auto a = c.answer();
    CHECK(header_of(a, "Transfer-Encoding") == "chunked");
    CHECK(static_cast<std::size_t>(std::ranges::count(body_of(a), 'x')) == 64UL * 64 * 1024);
    CHECK(body_of(c.answer()) == R"({"ok":true})");
}

TEST_CASE("a client that leaves stops its handler") {
    test_site site;
    {
        raw_client c{site.port()};
        c.send("GET /forever HTTP/1.1\r\nHost: a\r\n\r\n");
        std::this_thread::sleep_for(50ms);
    }
    for (int i = 0; i < 100 && !site.context.saw_closing; ++i) std::this_thread::sleep_for(20ms);
    CHECK(site.context.saw_closing);
}

TEST_CASE("a client that says it sends no more is taken as gone, unless its answer is made") {
    test_site site;
    raw_client quick{site.port()};
    quick.send(plain);
    ::shutdown(quick.fd(), SHUT_WR);
    CHECK(status_of(quick.answer()) == 200);
    raw_client slow{site.port()};
    slow.send("GET /forever HTTP/1.1\r\nHost: a\r\n\r\n");
    ::shutdown(slow.fd(), SHUT_WR);
    CHECK(slow.closed());
    CHECK(site.context.saw_closing);
}

TEST_CASE("a handler that overruns its deadline is stopped with 504") {
    auto config = std::make_shared<fixed_config>();
    config->server.timeouts.request = 100ms;
    test_site site{config};
    raw_client c{site.port()};
    c.send("GET /forever HTTP/1.1\r\nHost: a\r\n\r\n");
    const auto a = c.answer();
    CHECK(status_of(a) == 504);
    CHECK(code_of(a) == "deadline_passed");
}

TEST_CASE("a drain lets requests finish, closes the idle and ends streams") {
    test_site site;
    raw_client busy{site.port()}, idle{site.port()}, stream{site.port()}, ready{site.port()};
    idle.send(plain);
    CHECK(status_of(idle.answer()) == 200);
    busy.send("GET /slow HTTP/1.1\r\nHost: a\r\n\r\n");
    stream.send("GET /endless HTTP/1.1\r\nHost: a\r\n\r\n");
    std::this_thread::sleep_for(100ms);
    site.begin_drain(5s);
    std::this_thread::sleep_for(50ms);
    ready.send("GET /readyz HTTP/1.1\r\nHost: a\r\n\r\n");
    const auto not_ready = ready.answer();
    CHECK(status_of(not_ready) == 503);
    CHECK(header_of(not_ready, "Connection") == "close");
    raw_client late_probe{site.admin_port()};
    late_probe.send("GET /readyz HTTP/1.1\r\nHost: a\r\n\r\n");
    const auto told = late_probe.answer();
    CHECK(status_of(told) == 503);
    CHECK(code_of(told) == "shutting_down");
    const auto last = busy.answer();
    CHECK(body_of(last) == "slow");
    CHECK(header_of(last, "Connection") == "close");
    CHECK(stream.rest().ends_with("0\r\n\r\n"));
    CHECK(idle.closed());
    site.wait();
    CHECK(site.context.saw_closing);
}

TEST_CASE("a drain that runs out of time cuts off what is left") {
    test_site site;
    raw_client c{site.port()};
    c.send("GET /forever HTTP/1.1\r\nHost: a\r\n\r\n");
    std::this_thread::sleep_for(50ms);
    const auto begun = std::chrono::steady_clock::now();
    site.begin_drain(200ms);
    site.wait();
    CHECK(std::chrono::steady_clock::now() - begun < 2s);
    CHECK(c.closed());
}
