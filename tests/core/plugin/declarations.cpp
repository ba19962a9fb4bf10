// Rules for what plugins declare.
#include "plugin/declaration_check.hpp"
#include <catch2/catch_test_macros.hpp>

using namespace nucleus;
using plugin_host::endpoint_faults;
using plugin_host::migration_fault;

namespace {

task<void> answer(void*, request_context&) { co_return; }
constexpr handler some{&answer, nullptr, nullptr, nullptr, nullptr};

std::string reason(std::initializer_list<pg::migration> steps) {
    const auto why = migration_fault(steps);
    return why ? why->reason : "";
}

}

TEST_CASE("Migrations count upwards from 1 and have a name and SQL") {
    CHECK(reason({}).empty());
    CHECK(reason({{1, "a", "SELECT 1"}, {2, "b", "SELECT 2"}, {7, "c", "SELECT 3"}}).empty());
    CHECK(reason({{0, "a", "SELECT 1"}}) == "migration 0 (a) has a version below 1");
    CHECK(reason({{1, "a", "SELECT 1"}, {1, "b", "SELECT 2"}}) ==
          "migration 1 (b) has the same version as the one before");
    CHECK(reason({{2, "a", "SELECT 1"}, {1, "b", "SELECT 2"}}) ==
          "migration 1 (b) comes after version 2: order them by version");
    CHECK(reason({{1, "", "SELECT 1"}}) == "migration 1 () has no name");
    CHECK(reason({{1, "a", " \n"}}) == "migration 1 (a) has no SQL");
}

TEST_CASE("A key may have several variants, but only in one plugin") {
    catalog c;
    c.get("LIST", "/a", access::anyone, limit::none, some, "").plugin = "one";
    c.get("LIST", "/a/:id", access::anyone, limit::none, some, "").plugin = "one";
    CHECK(endpoint_faults(c).empty());
    c.get("LIST", "/b", access::anyone, limit::none, some, "").plugin = "two";
    const auto found = endpoint_faults(c);
    REQUIRE(found.size() == 1);
    CHECK(found[0].reason ==
          "the key LIST is used by GET /a of plugin one and by GET /b of plugin two: rename one "
          "of them");
}

TEST_CASE("An endpoint without a handler or with a bad key is a fault") {
    catalog c;
    c.get("NONE", "/a", access::anyone, limit::none, {}, "").plugin = "one";
    c.get("notUpper", "/b", access::anyone, limit::none, some, "").plugin = "one";
    const auto found = endpoint_faults(c);
    REQUIRE(found.size() == 2);
    CHECK(found[0].reason == "GET /a of plugin one (NONE) has no handler");
    CHECK(found[1].reason == "GET /b of plugin one: the key 'notUpper' must be UPPER_SNAKE");
}
