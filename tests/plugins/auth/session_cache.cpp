// What a worker remembers, and forgets.
#include "identity/session_cache.hpp"
#include <catch2/catch_test_macros.hpp>

using namespace nucleus;
using namespace nucleus::auth;
using namespace std::chrono_literals;

namespace {
constexpr instant noon{std::chrono::seconds{1'800'000'000}};
constexpr std::string_view here = "main", there = "tenant_acme";

known_session_ptr known(const uuid& id, instant ends = noon + 1h, std::string_view schema = here) {
    auto s = std::make_shared<known_session>();
    s->of.id = id;
    s->ends = ends;
    s->schema = schema;
    return s;
}
}

TEST_CASE("a token stands for its session until either ends") {
    session_cache cache;
    const auto id = uuid::v7();
    cache.keep(known(id, noon + 1h));
    cache.keep_token(here, "token", id, noon + 15min);
    CHECK(cache.by_token(here, "token", noon) == cache.by_id(here, id, noon));
    CHECK(cache.by_token(here, "token", noon));
    CHECK_FALSE(cache.by_token(here, "toke", noon));
    CHECK_FALSE(cache.by_token(here, "token", noon + 15min));
    CHECK(cache.by_id(here, id, noon + 15min));
    CHECK_FALSE(cache.by_id(here, id, noon + 1h));
}

TEST_CASE("a dropped session is not found by its tokens either") {
    session_cache cache;
    const auto one = uuid::v7(), other = uuid::v7();
    for (const auto& id : {one, other}) {
        cache.keep(known(id));
        cache.keep_token(here, id.text(), id, noon + 1h);
    }
    cache.drop(one);
    CHECK_FALSE(cache.by_token(here, one.text(), noon));
    CHECK(cache.by_token(here, other.text(), noon));
    cache.drop_all();
    CHECK_FALSE(cache.by_token(here, other.text(), noon));
    CHECK_FALSE(cache.by_id(here, other, noon));
}

TEST_CASE("schemas that have a session or a key of the same id do not get in each other's way") {
    session_cache cache;
    const auto id = uuid::v7();
    for (const auto& schema : {here, there}) {
        cache.keep(known(id, noon + 1h, schema));
        cache.keep_token(schema, "key", id, noon + 1h);
    }
    for (const auto& schema : {here, there}) {
        REQUIRE(cache.by_token(schema, "key", noon));
        CHECK(cache.by_token(schema, "key", noon)->schema == schema);
    }
    cache.keep_token(here, "mine", id, noon + 1h);
    CHECK_FALSE(cache.by_token(there, "mine", noon));
    cache.drop(id); // who tells of it names no schema
    CHECK_FALSE(cache.by_id(here, id, noon));
    CHECK_FALSE(cache.by_id(there, id, noon));
}

TEST_CASE("what is dropped of one schema leaves the others alone") {
    session_cache cache;
    const auto mine = uuid::v7(), theirs = uuid::v7();
    const auto fill = [&] {
        cache.keep(known(mine, noon + 1h, here));
        cache.keep(known(theirs, noon + 1h, there));
    };
    fill();
    const auto reading_mine = cache.moment_of(here), reading_theirs = cache.moment_of(there);
    cache.drop_schema(there);
    CHECK(cache.by_id(here, mine, noon));
    CHECK_FALSE(cache.by_id(there, theirs, noon));
    CHECK_FALSE(cache.dropped_since(reading_mine, here, mine));
    CHECK(cache.dropped_since(reading_theirs, there, theirs));
    fill();
    CHECK(cache.by_id(there, theirs, noon));
}

TEST_CASE("more schemas than are remembered drop one another, and never keep what was dropped") {
    session_cache cache;
    const auto id = uuid::v7();
    cache.keep(known(id, noon + 1h, there));
    const auto reading = cache.moment_of(there);
    cache.drop_schema(there);
    for (int i = 0; i < 50'000; ++i)
        static_cast<void>(cache.moment_of("tenant_" + std::to_string(i)));
    CHECK_FALSE(cache.by_id(there, id, noon));
    CHECK(cache.dropped_since(reading, there, id));
}

TEST_CASE("what was dropped meanwhile is known, there or not: it may be about to be filled in") {
    session_cache cache;
    const auto one = uuid::v7(), other = uuid::v7();
    const auto before = cache.moment_of(here);
    cache.drop(one);
    CHECK(cache.dropped_since(before, here, one));
    CHECK_FALSE(cache.dropped_since(before, here, other)); // others come and go
    cache.drop_all();
    CHECK(cache.dropped_since(before, here, other));
}
