// Paths to rows.
#include "http/router.hpp"
#include <catch2/catch_test_macros.hpp>

using namespace nucleus;
using namespace nucleus::http;

namespace {
struct table {
    catalog c;
    table() {
        c.get("HOME", "/", access::anyone, limit::open, {}, "");
        c.get("LIST", "/products", access::anyone, limit::open, {}, "");
        c.post("ADD", "/products", access::anyone, limit::open, {}, "");
        c.post("BULK", "/products/bulk", access::anyone, limit::open, {}, "");
        c.get("ONE", "/products/:id", access::anyone, limit::open, {}, "");
        c.patch("TOGGLE", "/products/:id/toggle", access::anyone, limit::open, {}, "");
        c.get("DEEP", "/:a/x/:b", access::anyone, limit::open, {}, "");
    }
    [[nodiscard]] std::string key(const router& r, method verb, std::string_view path) const {
        const auto m = r.find(verb, path);
        if (m.allow == nullptr) return "404";
        if (m.found == nullptr) return "405 " + *m.allow;
        auto text = m.found->row->key;
        for (std::size_t i = 0; i < m.count; ++i)
            text += " " + m.found->names[i] + "=" + std::string{m.values[i]};
        return text;
    }
};
}

TEST_CASE("routes are found") {
    const table t;
    const router r{t.c, [](const endpoint&) { return true; }};
    using enum method;
    CHECK(t.key(r, get, "/") == "HOME");
    CHECK(t.key(r, get, "/products") == "LIST");
    CHECK(t.key(r, head, "/products") == "LIST");
    CHECK(t.key(r, post, "/products") == "ADD");
    CHECK(t.key(r, get, "/products/7") == "ONE id=7");
    CHECK(t.key(r, get, "/products/a%2Fb") == "ONE id=a%2Fb");
    CHECK(t.key(r, patch, "/products/7/toggle") == "TOGGLE id=7");
    CHECK(t.key(r, post, "/products/bulk") == "BULK");
    CHECK(t.key(r, get, "/products/bulk") == "405 POST, OPTIONS"); // static beats the parameter
    CHECK(t.key(r, del, "/products") == "405 GET, HEAD, POST, OPTIONS");
    CHECK(t.key(r, other, "/products") == "405 GET, HEAD, POST, OPTIONS");
    CHECK(t.key(r, get, "/products/x/9") ==
          "DEEP a=products b=9"); // falls back where the static branch ends
    CHECK(t.key(r, get, "/q/x/9") == "DEEP a=q b=9");
}

TEST_CASE("what is no route is 404") {
    const table t;
    const router r{t.c, [](const endpoint&) { return true; }};
    for (const auto* path :
         {"/Products", "/products/", "/products//toggle", "//products", "/products/7/",
          "/products/7/toggle/x", "products", "", "/nothing", "/products/%", "/a/y/b"}) {
        INFO(path);
        const auto expected = std::string_view{path} == "/products/%" ? "ONE id=%" : "404";
        CHECK(t.key(r, method::get, path) == expected);
    }
}

TEST_CASE("a router may serve some rows only") {
    const table t;
    const router r{t.c, [](const endpoint& e) { return e.key == "LIST"; }};
    CHECK(t.key(r, method::get, "/products") == "LIST");
    CHECK(t.key(r, method::post, "/products") == "405 GET, HEAD, OPTIONS");
    CHECK(t.key(r, method::get, "/products/7") == "404");
}

TEST_CASE("collisions are named") {
    table t;
    CHECK(collisions(t.c).empty());
    t.c.get("AGAIN", "/products/:name", access::anyone, limit::open, {}, "").plugin = "two";
    t.c.get("LONG", "/:a/:b/:c/:d/:e/:f/:g/:h/:i", access::anyone, limit::open, {}, "");
    const auto found = collisions(t.c);
    REQUIRE(found.size() == 2);
    CHECK(found[0].find("/products/:name") != std::string::npos);
    CHECK(found[0].find("ONE") != std::string::npos);
    CHECK(found[1].find("more than 8") != std::string::npos);
}

TEST_CASE("percent-escapes") {
    std::string out;
    CHECK(percent_decode("a%2Fb%20c%c3%A9", out));
    CHECK(out == "a/b c\xc3\xa9");
    for (const auto* bad : {"%", "%4", "%zz", "a%2", "%00", "%-1"})
        CHECK_FALSE(percent_decode(bad, out));
}
