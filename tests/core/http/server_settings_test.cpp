// What the configuration makes the server do, as a client sees it.
#include "test_site.hpp"
#include <catch2/catch_test_macros.hpp>

using namespace nucleus::testing;
using namespace std::chrono_literals;

namespace {
const std::string plain = "GET /plain HTTP/1.1\r\nHost: a\r\n\r\n";
std::string code_of(std::string_view answer) {
    const auto at = answer.find("\"code\":\"");
    return at == answer.npos
               ? std::string{}
               : std::string{answer.substr(at + 8, answer.find('"', at + 8) - at - 8)};
}
}

TEST_CASE("too many connections are turned away with 503") {
    auto config = std::make_shared<fixed_config>();
    config->server.max_connections = 2;
    test_site site{config};
    raw_client a{site.port()}, b{site.port()};
    for (auto* c : {&a, &b}) {
        c->send(plain);
        CHECK(status_of(c->answer()) == 200);
    }
    raw_client third{site.port()};
    const auto refused = third.answer();
    CHECK(status_of(refused) == 503);
    CHECK(header_of(refused, "Retry-After") == "1");
    CHECK(third.closed());
}

TEST_CASE("limits are hot") {
    test_site site;
    raw_client c{site.port()};
    c.send(plain);
    CHECK(header_of(c.answer(), "RateLimit-Limit").empty());
    auto fresh = std::make_shared<fixed_config>();
    fresh->rate.enabled = true;
    fresh->rate.public_routes.max = 2;
    site.reconfigure(fresh);
    for (int i = 0; i < 2; ++i) {
        c.send(plain);
        const auto a = c.answer();
        CHECK(status_of(a) == 200);
        CHECK(header_of(a, "RateLimit-Remaining") == std::to_string(1 - i));
    }
    c.send(plain);
    const auto refused = c.answer();
    CHECK(status_of(refused) == 429);
    CHECK(code_of(refused) == "rate_limited");
    CHECK_FALSE(header_of(refused, "Retry-After").empty());
    c.send("GET /livez HTTP/1.1\r\nHost: a\r\n\r\n");
    CHECK(status_of(c.answer()) == 200);
}

TEST_CASE("a longer head limit has room also on a connection that was there before") {
    test_site site;
    raw_client c{site.port()};
    c.send(plain);
    CHECK(status_of(c.answer()) == 200);
    auto fresh = std::make_shared<fixed_config>();
    fresh->server.header_limit.bytes = 64 * 1024;
    site.reconfigure(fresh);
    std::string head = "GET /plain HTTP/1.1\r\nHost: a\r\n";
    for (int i = 0; i < 6; ++i)
        head += "X-Long-" + std::to_string(i) + ": " + std::string(5000, 'x') + "\r\n";
    c.send(head + "\r\n");
    CHECK(status_of(c.answer()) == 200);
}

TEST_CASE("CORS answers preflights and marks answers, errors too") {
    auto config = std::make_shared<fixed_config>();
    config->server.cors.origins = {"https://shop.example"};
    test_site site{config};
    raw_client c{site.port()};
    c.send("OPTIONS /echo HTTP/1.1\r\nHost: a\r\nOrigin: https://shop.example\r\n"
           "Access-Control-Request-Method: POST\r\nAccess-Control-Request-Headers: "
           "content-type\r\n\r\n");
    const auto leave = c.answer();
    CHECK(status_of(leave) == 204);
    CHECK(header_of(leave, "Access-Control-Allow-Origin") == "https://shop.example");
    CHECK(header_of(leave, "Access-Control-Allow-Methods") == "POST, OPTIONS");
    CHECK(header_of(leave, "Access-Control-Allow-Headers") == "content-type");
    CHECK(header_of(leave, "Access-Control-Allow-Credentials") == "true");
    c.send("GET /nowhere HTTP/1.1\r\nHost: a\r\nOrigin: https://shop.example\r\n\r\n");
    CHECK(header_of(c.answer(), "Access-Control-Allow-Origin") == "https://shop.example");
    c.send("GET /plain HTTP/1.1\r\nHost: a\r\nOrigin: https://evil.example\r\n\r\n");
    const auto other = c.answer();
    CHECK(header_of(other, "Access-Control-Allow-Origin").empty());
    CHECK(header_of(other, "Vary") == "Origin");
}

TEST_CASE("the admin listener serves health and metrics, the public one hides metrics") {
    auto config = std::make_shared<fixed_config>();
    config->server.metrics_token = "scrape-me";
    test_site site{config};
    raw_client admin{site.admin_port()}, open{site.port()};
    open.send(plain);
    CHECK(status_of(open.answer()) == 200);
    admin.send("GET /metrics HTTP/1.1\r\nHost: a\r\n\r\n");
    const auto numbers = admin.answer();
    CHECK(numbers.find(
              R"(nucleus_http_requests_total{method="GET",route="/plain",status="200"} 1)") !=
          numbers.npos);
    CHECK(numbers.find("nucleus_http_connections 2") != numbers.npos);
    admin.send("GET /plain HTTP/1.1\r\nHost: a\r\n\r\n");
    CHECK(status_of(admin.answer()) == 404);
    for (const auto& [credential, status] :
         std::vector<std::pair<std::string, int>>{{"", 404},
                                                  {"Authorization: Bearer wrong\r\n", 404},
                                                  {"Authorization: Bearer scrape-me\r\n", 200}}) {
        open.send("GET /metrics HTTP/1.1\r\nHost: a\r\n" + credential + "\r\n");
        CHECK(status_of(open.answer()) == status);
    }
    site.ready = false;
    admin.send("GET /readyz HTTP/1.1\r\nHost: a\r\n\r\n");
    CHECK(status_of(admin.answer()) == 503);
    admin.send("GET /livez HTTP/1.1\r\nHost: a\r\n\r\n");
    CHECK(status_of(admin.answer()) == 200);
}

TEST_CASE("large answers are compressed when that is asked for and allowed") {
    auto config = std::make_shared<fixed_config>();
    config->server.compression = true;
    test_site site{config};
    raw_client c{site.port()};
    c.send("GET /openapi.json HTTP/1.1\r\nHost: a\r\nAccept-Encoding: gzip\r\n\r\n");
    const auto packed = c.answer();
    CHECK(header_of(packed, "Content-Encoding") == "gzip");
    CHECK(header_of(packed, "Vary") == "Accept-Encoding");
    CHECK(body_of(packed).starts_with("\x1f\x8b"));
    c.send("GET /openapi.json HTTP/1.1\r\nHost: a\r\n\r\n");
    const auto large = c.answer();
    CHECK(header_of(large, "Content-Encoding").empty());
    CHECK(header_of(large, "Vary") == "Accept-Encoding");
    CHECK(body_of(large).size() > body_of(packed).size());
    c.send("GET /plain HTTP/1.1\r\nHost: a\r\nAccept-Encoding: gzip\r\n\r\n");
    CHECK(header_of(c.answer(), "Content-Encoding").empty());
    site.reconfigure(std::make_shared<fixed_config>());
    raw_client later{site.port()};
    later.send("GET /openapi.json HTTP/1.1\r\nHost: a\r\nAccept-Encoding: gzip\r\n\r\n");
    CHECK(header_of(later.answer(), "Content-Encoding").empty());
}
