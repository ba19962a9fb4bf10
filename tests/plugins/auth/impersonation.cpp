// What somebody may do in another's name.
#include "domain/impersonation.hpp"
#include <catch2/catch_test_macros.hpp>

using namespace nucleus;
using namespace nucleus::auth;

TEST_CASE("nobody reaches more in another's name than in their own") {
    principal actor;
    actor.claims = {"get.notes", "get.orders"};
    actor.scopes = {{"put.notes", {"own", "[1]"}}};
    account who;
    who.may.claims = {"get.orders"};
    who.may.scopes = {{"get.notes", {"own"}}, {"put.notes", {"own"}}};
    CHECK_FALSE(exceeds(who, actor));
    CHECK(shared_with(who.may, actor).scopes.size() == 2);

    who.may.scopes.push_back({"put.orders", {"own"}});
    CHECK(exceeds(who, actor));
    CHECK(shared_with(who.may, actor).scopes.size() == 2);
    who.may.scopes = {{"put.notes", {"own", "[2]"}}};
    CHECK(exceeds(who, actor));
    CHECK(shared_with(who.may, actor).scopes.empty());
    who.may.scopes.clear();
    who.may.claims = {"get.orders", "put.notes"}; // for every row, where the actor has some
    CHECK(exceeds(who, actor));
    CHECK(shared_with(who.may, actor).claims == std::vector<std::string>{"get.orders"});

    actor.is_god = true;
    CHECK_FALSE(exceeds(who, actor));
    who.is_god = true; // not even a godmin
    CHECK(exceeds(who, actor));
}
