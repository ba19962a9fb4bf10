#include "domain/addressing.hpp"
#include "domain/subdomain.hpp"
#include <catch2/catch_test_macros.hpp>

using namespace nucleus::tenants;

TEST_CASE("what a host says of a tenant") {
    const served_hosts served{"shop.test", "api.shop.test"};
    struct row {
        const char *host, *tenant;
    };
    const row table[] = {
        {"acme.shop.test", "acme"},
        {"ACME.SHOP.TEST", "acme"},
        {"acme.shop.test:8080", "acme"},
        {"acme.shop.test.", "acme"},
        {"acme.shop.test.:8080", "acme"},
        {"a.b.shop.test", "a.b"}, // nobody's, so that it is refused
        {"shop.test", ""},
        {"shop.test:80", ""},
        {".shop.test", ""},
        {"www.shop.test", ""},
        {"WWW.shop.test", ""},
        {"api.shop.test", ""},
        {"api.shop.test:443", ""},
        {"acmeshop.test", ""},
        {"acme.shop.test.example", ""},
        {"localhost", ""},
        {"127.0.0.1", ""},
        {"[::1]:8080", ""},
        {"", ""},
        {":", ""},
    };
    for (const auto& r : table) {
        INFO(r.host);
        CHECK(subdomain_in(r.host, served) == r.tenant);
        CHECK(subdomain_in(r.host, {}).empty());
    }
}

TEST_CASE("the host of an address") {
    CHECK(host_in("https://Api.Shop.Test:8443/x") == "api.shop.test");
    CHECK(host_in("http://shop.test") == "shop.test");
    CHECK(host_in("http://[::1]:8080") == "[::1]:8080");
}

TEST_CASE("a schema tells whose it is") {
    for (const auto* name : {"acme", "acme-works", "a1-2-3"})
        CHECK(subdomain_of(schema_of(name)) == name);
    CHECK(subdomain_of("main").empty());
    CHECK(subdomain_of("tenant").empty());
}
