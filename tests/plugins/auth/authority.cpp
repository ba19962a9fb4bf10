#include "domain/authority.hpp"
#include "domain/granted_once.hpp"
#include <catch2/catch_test_macros.hpp>

using namespace nucleus::auth;

namespace {

account with(std::vector<std::string> claims, std::vector<scoped_right> scopes = {}) {
    account a;
    a.may.claims = std::move(claims);
    a.may.scopes = std::move(scopes);
    return a;
}

bool reaches(const account& by, const account& whom) { return outranks(by, whom.may, whom.is_god); }

}

TEST_CASE("nobody outranks who may do more") {
    const auto none = with({}), one = with({"a"}), two = with({"a", "b"});
    CHECK(reaches(one, none));
    CHECK(reaches(one, one));
    CHECK(reaches(two, one));
    CHECK_FALSE(reaches(one, two));
    CHECK_FALSE(reaches(with({"b"}), one));
    auto god = none;
    god.is_god = true;
    CHECK(reaches(god, two));
    CHECK(reaches(god, god));
    CHECK_FALSE(reaches(two, god));
}

TEST_CASE("a scope is outranked by the claim without one, and by those scopes at least") {
    const auto own = with({}, {{"a", {"own"}}}), more = with({}, {{"a", {"new", "own"}}});
    CHECK(reaches(with({"a"}), more));
    CHECK(reaches(more, own));
    CHECK(reaches(own, own));
    CHECK_FALSE(reaches(own, more));
    CHECK_FALSE(reaches(own, with({"a"})));
    CHECK_FALSE(reaches(with({}, {{"b", {"own"}}}), own));
}

TEST_CASE("claims are held without a scope, or not at all") {
    const std::vector<std::string> asked{"a", "b"};
    CHECK(holds_all(with({"a", "b", "c"}), asked));
    CHECK_FALSE(holds_all(with({"a"}, {{"b", {"own"}}}), asked));
    CHECK(holds_all(with({}), {}));
}

TEST_CASE("of one grant alone nothing else of the claim is left") {
    auto who = with({"a", "z"}, {{"b", {"own"}}, {"m", {"own"}}});
    const auto whole = granted_once(who, "b", std::nullopt);
    CHECK(whole.has("b"));
    CHECK(whole.has("a"));
    CHECK(whole.scope_of("b") == nullptr);
    CHECK(whole.scope_of("m") != nullptr);
    const auto some = granted_once(who, "a", "new");
    CHECK_FALSE(some.has("a"));
    CHECK(some.has("z"));
    REQUIRE(some.scope_of("a") != nullptr);
    CHECK(some.scope_of("a")->filters == std::vector<std::string>{"new"});
    who.is_god = true; // by its own grants alone
    CHECK_FALSE(granted_once(who, "a", "new").is_god);
}
