// Requests, answers and failures as handlers see them.
#include <catch2/catch_test_macros.hpp>
#include <nucleus/http/request_context.hpp>
#include <stdexcept>

using namespace nucleus;

namespace {

struct fake_context : request_context {
    task<http::body_stream*> stream() override { co_return nullptr; }
};

std::string header(const http::response& r, std::string_view name) {
    std::string all;
    for (const auto& [n, v] : r.headers)
        if (http::same_name(n, name)) all += all.empty() ? v : " | " + v;
    return all;
}

}

TEST_CASE("methods are told apart by case, header names are not") {
    CHECK(http::parse_method("DELETE") == http::method::del);
    CHECK(http::parse_method("get") == http::method::other);
    CHECK(http::parse_method("OTHER") == http::method::other);
    CHECK(http::to_string(http::method::patch) == "PATCH");
    CHECK(http::same_name("X-Request-ID", "x-request-id"));
    CHECK(!http::same_name("a", "ab"));
}

TEST_CASE("headers and cookies of a request") {
    http::request r;
    r.headers = {{"Host", "a"}, {"COOKIE", "a=1; bb=\"two\"; b=3; empty="}, {"host", "b"}};
    CHECK(r.get("host") == "a");
    CHECK(r.get("none").empty());
    CHECK(r.cookie("b") == "3");
    CHECK(r.cookie("bb") == "two");
    CHECK(r.cookie("c").empty());
}

TEST_CASE("a header of an answer cannot smuggle another one") {
    http::response r;
    r.set("A", "1");
    r.add("a", "2");
    CHECK(header(r, "A") == "1 | 2");
    r.set("a", "3");
    CHECK(header(r, "A") == "3");
    const std::string nul{"x\0y", 3};
    for (const std::string& bad : {std::string{"x\r\ny"}, std::string{"x\ny"}, nul}) {
        CHECK_THROWS_AS(r.set("B", bad), std::invalid_argument);
        CHECK_THROWS_AS(r.add(bad, "v"), std::invalid_argument);
    }
    CHECK(header(r, "B").empty());
}

TEST_CASE("cookies are HttpOnly, and hold no separators") {
    http::response r;
    r.add(http::cookie{.name = "t", .value = "v", .max_age = std::chrono::seconds{60}});
    CHECK(header(r, "Set-Cookie") == "t=v; Path=/; Max-Age=60; HttpOnly; SameSite=Lax; Secure");
    CHECK_THROWS_AS(r.add(http::cookie{.name = "t", .value = "v; Domain=evil"}),
                    std::invalid_argument);
    CHECK_THROWS_AS(r.add(http::cookie{.name = "t", .value = "v", .path = "/\r\nX: y"}),
                    std::invalid_argument);
}

TEST_CASE("values of the path") {
    fake_context rc;
    rc.path_values = {{"id", "018f4e9a-7b1c-7c3d-9e5f-0123456789ab"}, {"name", "a b"}};
    CHECK(rc.path_id().value().text() == "018f4e9a-7b1c-7c3d-9e5f-0123456789ab");
    CHECK(rc.path_value("name") == "a b");
    CHECK((rc.path_id("name").error().kind == &errors::malformed_id));
    CHECK(rc.path_value("none").empty());
}

TEST_CASE("the envelope of a success") {
    fake_context rc;
    rc.succeed();
    CHECK(rc.response.body == R"({"success":true,"data":null})");
    rc.response.clear();
    rc.succeed_with([](json::writer& w) { w.begin_array().value(1).end_array(); }, "say \"hi\"");
    CHECK(rc.response.body == R"({"success":true,"data":[1],"message":"say \"hi\""})");
}

TEST_CASE("a failure discards what was said and is served in either form") {
    fake_context rc;
    rc.request_id = "r-1";
    rc.succeed();
    rc.response.set("X-Half", "done");
    error e{errors::validation_failed, {}, {{"/a", "required", "must be given"}}};
    e.retry_after = std::chrono::seconds{7};
    rc.fail(e);
    CHECK(rc.response.status == 422);
    CHECK(header(rc.response, "X-Half").empty());
    CHECK(header(rc.response, "Retry-After") == "7");
    CHECK(rc.response.body ==
          R"({"success":false,"code":"validation_failed",)"
          R"("message":"Some fields are not valid; see errors.",)"
          R"("errors":[{"path":"/a","code":"required","message":"must be given"}],)"
          R"("requestId":"r-1"})");
    rc.request.headers = {{"Accept", "application/problem+json"}};
    rc.fail(error{errors::not_found, "Gone."});
    CHECK(rc.response.content_type == "application/problem+json");
    CHECK(rc.response.body ==
          R"({"type":"about:blank","title":"There is nothing here.","status":404,)"
          R"("detail":"Gone.","code":"not_found","requestId":"r-1"})");
}
