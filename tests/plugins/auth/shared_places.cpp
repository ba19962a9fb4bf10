// What of the places that all share one tenant may take, and whose turn it is.
#include "identity/shared_places.hpp"
#include "domain/turns.hpp"
#include <catch2/catch_test_macros.hpp>

using namespace nucleus::auth;

namespace {

std::string all_of(turns<std::string>& t) {
    std::string seen;
    while (!t.empty()) seen += t.next() + " ";
    return seen;
}

}

TEST_CASE("one schema takes its share, and others what is left") {
    shared_places places{6};
    int acme = 0, bolt = 0;
    while (places.take("acme", 4)) ++acme;
    CHECK(!places.any_for("acme", 4));
    CHECK(places.any_for("bolt", 4));
    while (places.take("bolt", 4)) ++bolt;
    CHECK(acme == 4);
    CHECK(bolt == 2);
    CHECK(places.taken() == 6);
    CHECK(!places.any_for("cove", 4));
}

TEST_CASE("a place that is given back is free for whoever has not too many") {
    shared_places places{2};
    CHECK(!places.take("acme", 0));
    REQUIRE(places.take("acme", 1));
    REQUIRE(places.take("bolt", 1));
    places.give_back("acme");
    CHECK(!places.take("bolt", 1));
    CHECK(places.take("bolt", 2));
    places.give_back("bolt");
    places.give_back("bolt");
    CHECK(places.taken() == 0);
    CHECK(places.take("acme", 1));
}

TEST_CASE("whoever has one thing to do does not wait for who has many") {
    turns<std::string> t;
    CHECK(t.empty());
    for (const auto* one : {"a1", "a2", "a3", "a4"}) t.add("acme", one);
    t.add("bolt", "b1");
    t.add("cove", "c1");
    t.add("bolt", "b2");
    CHECK(all_of(t) == "a1 b1 c1 a2 b2 a3 a4 ");
}

TEST_CASE("who comes while others are served comes after those that wait") {
    turns<std::string> t;
    t.add("acme", "a1");
    t.add("acme", "a2");
    t.add("bolt", "b1");
    CHECK(t.next() == "a1");
    t.add("cove", "c1");
    t.add("acme", "a3");
    CHECK(all_of(t) == "b1 a2 c1 a3 ");
    t.add("acme", "a4"); // also after it had nothing
    CHECK(all_of(t) == "a4 ");
}
