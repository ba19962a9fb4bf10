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

TEST_CASE("what was dropped since is told, also when there was too much of it") {
    tenant_cache cache;
    const auto acme = uuid::v7();
    auto before = cache.drops();
    cache.drop(uuid::v7());
    CHECK_FALSE(cache.dropped_since(before, acme));
    cache.drop(acme);
    CHECK(cache.dropped_since(before, acme));
    CHECK_FALSE(cache.dropped_since(cache.drops(), acme));
    before = cache.drops();
    for (int i = 0; i < 300; ++i) cache.drop(uuid::v7());
    CHECK(cache.dropped_since(before, acme));
    before = cache.drops();
    cache.drop_all();
    CHECK(cache.dropped_since(before, acme));
}

TEST_CASE("it holds as many as it may, and begins anew") {
    tenant_cache cache{10};
    for (int i = 0; i < 1000; ++i) {
        const auto id = uuid::v7();
        cache.keep(tenant(id, "t" + std::to_string(i)));
        REQUIRE(cache.by_id(id));
        CHECK(cache.size() <= 10);
    }
}
