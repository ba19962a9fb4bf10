// One runtime for core and plugins: Asio's per-thread state, exceptions, coroutine frames.
#include "world_of.hpp"
#include <catch2/catch_test_macros.hpp>
#include <nucleus/testing/fake_request.hpp>
#include <nucleus/testing/run.hpp>

using namespace nucleus;

namespace {

const endpoint& endpoint_of(const app::world& w, std::string_view key) {
    for (const auto& e : w.catalog.rows())
        if (e.key == key) return e;
    throw std::runtime_error("no such endpoint");
}

}

TEST_CASE("A plugin's coroutine sees running_in_this_thread()") {
    const auto d = testing::describe({"good"});
    INFO(d.faults());
    REQUIRE(d.world);
    const auto& h = endpoint_of(*d.world, "CONTRACT_WHERE").handler;
    testing::fake_request rc;
    testing::run(h.run(h.context, rc));
    CHECK(rc.json().at_pointer("/data/inWorkerThread").as_bool());
}

TEST_CASE("An exception of the SDK thrown in a plugin is caught here by its type") {
    const auto d = testing::describe({"good"});
    INFO(d.faults());
    REQUIRE(d.world);
    const auto& h = endpoint_of(*d.world, "CONTRACT_FAILURE").handler;
    testing::fake_request rc;
    try {
        testing::run(h.run(h.context, rc));
        FAIL("nothing was thrown");
    } catch (const failure& f) {
        CHECK(f.reason().kind->status == 418);
        CHECK(f.reason().text() == "thrown inside a plugin");
    }
}
