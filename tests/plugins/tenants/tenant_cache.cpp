#include "resolution/tenant_cache.hpp"
#include <catch2/catch_test_macros.hpp>

using namespace nucleus;
using namespace nucleus::tenants;

namespace {

known_tenant_ptr tenant(const uuid& id, const std::string& name) {
    auto facts = std::make_shared<tenant_facts>();
    facts->id = id.text();
    facts->subdomain = name;
    return std::make_shared<const known_tenant>(known_tenant{id, standing::open, facts});
}

}

TEST_CASE("a tenant is known by name and by id until it is dropped") {
    tenant_cache cache;
    const auto acme = uuid::v7(), bolt = uuid::v7();
    cache.keep(tenant(acme, "acme"));
    cache.keep(tenant(bolt, "bolt"));
    CHECK(cache.by_name("acme") == cache.by_id(acme));
    REQUIRE(cache.by_name("acme"));
    CHECK(cache.by_name("Acme") == nullptr);
    cache.drop(acme);
    CHECK(cache.by_name("acme") == nullptr);
    CHECK(cache.by_id(acme) == nullptr);
    CHECK(cache.by_name("bolt") != nullptr);
    cache.drop_all();
    CHECK(cache.size() == 0);
    CHECK(cache.by_name("bolt") == nullptr);
}

TEST_CASE("what was dropped is known, there or not: it may be about to be filled in") {
    tenant_cache cache;
    const auto acme = uuid::v7(), bolt = uuid::v7();
    const auto before = cache.drops().count();
    cache.drop(acme);
    CHECK(cache.drops().since(before, acme));
    CHECK_FALSE(cache.drops().since(before, bolt));
    cache.drop_all();
    CHECK(cache.drops().since(before, bolt));
}

TEST_CASE("it holds as many as it may, and keeps those that are asked for") {
    tenant_cache cache{10};
    const auto busy = uuid::v7(), named = uuid::v7();
    cache.keep(tenant(busy, "busy"));
    cache.keep(tenant(named, "named"));
    for (int i = 0; i < 1000; ++i) {
        const auto id = uuid::v7();
        cache.keep(tenant(id, "t" + std::to_string(i)));
        REQUIRE(cache.by_id(id));
        CHECK(cache.size() <= 10);
        REQUIRE(cache.by_id(busy));
        REQUIRE(cache.by_name("named"));
    }
}
