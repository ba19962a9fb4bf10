// What a worker remembers, and forgets.
#include "identity/session_cache.hpp"
#include <catch2/catch_test_macros.hpp>

using namespace nucleus;
using namespace nucleus::auth;
using namespace std::chrono_literals;

namespace {
constexpr instant noon{std::chrono::seconds{1'800'000'000}};

known_session_ptr known(const uuid& id, instant ends = noon + 1h) {
    auto s = std::make_shared<known_session>();
    s->of.id = id;
    s->ends = ends;
    return s;
}
}

TEST_CASE("a token stands for its session until either ends") {
    session_cache cache;
    const auto id = uuid::v7();
    cache.keep(known(id, noon + 1h));
    cache.keep_token("token", id, noon + 15min);
    CHECK(cache.by_token("token", noon) == cache.by_id(id, noon));
    CHECK(cache.by_token("token", noon));
    CHECK_FALSE(cache.by_token("toke", noon));
    CHECK_FALSE(cache.by_token("token", noon + 15min));
    CHECK(cache.by_id(id, noon + 15min));
    CHECK_FALSE(cache.by_id(id, noon + 1h));
}

TEST_CASE("a dropped session is not found by its tokens either") {
    session_cache cache;
    const auto one = uuid::v7(), other = uuid::v7();
    for (const auto& id : {one, other}) {
        cache.keep(known(id));
        cache.keep_token(id.text(), id, noon + 1h);
    }
    cache.drop(one);
    CHECK_FALSE(cache.by_token(one.text(), noon));
    CHECK(cache.by_token(other.text(), noon));
    cache.drop_all();
    CHECK_FALSE(cache.by_token(other.text(), noon));
    CHECK_FALSE(cache.by_id(other, noon));
}

TEST_CASE("what is dropped of one schema leaves the others alone") {
    session_cache cache;
    const auto here = uuid::v7(), there = uuid::v7();
    for (const auto& [id, schema] : {std::pair{here, "main"}, std::pair{there, "tenant_acme"}}) {
        auto one = std::make_shared<known_session>(*known(id));
        one->schema = schema;
        cache.keep(std::move(one));
    }
    const auto before = cache.drops().count();
    cache.drop_schema("tenant_acme");
    CHECK(cache.by_id(here, noon));
    CHECK_FALSE(cache.by_id(there, noon));
    CHECK(cache.drops().since(before, here)); // of what is being read nobody knows whose it is
}

TEST_CASE("what was dropped meanwhile is known, there or not: it may be about to be filled in") {
    session_cache cache;
    const auto one = uuid::v7(), other = uuid::v7();
    const auto before = cache.drops().count();
    cache.drop(one);
    CHECK(cache.drops().since(before, one));
    CHECK_FALSE(cache.drops().since(before, other)); // others coming and going hold nobody up
    cache.drop_all();
    CHECK(cache.drops().since(before, other));
}
