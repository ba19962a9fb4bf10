// Sessions on two nodes: what ends on one is over on the other, also when they cannot hear of each
// other.
#include "dead_channel.hpp"
#include "device_world.hpp"

using namespace nucleus::testing;
using namespace std::chrono_literals;

namespace {

/// A client of the other node, with the same session.
http_client elsewhere(auth_world& w, const http_client& c) {
    auto there = w.node(1).client();
    there.cookies = c.cookies;
    return there;
}
/// Within far more time than it may take.
bool ends(http_client& c) {
    for (int i = 0; i < 1000; ++i, std::this_thread::sleep_for(10ms))
        if (c.get("/auth/me").status == 401) return true;
    return false;
}
std::string with_id(http_client& c) {
    return R"({"id":")" + c.get("/auth/sessions/current").text("/data/id") + "\"}";
}

}

TEST_CASE("a revoked session is over at once here, and soon on the other node") {
    auth_world w;
    w.add_node();
    auto here = w.member("ada");
    for (int i = 0; i < 10; ++i) {
        auto c = w.client();
        REQUIRE(c.post("/auth/login", w.credentials("ada")).status == 200);
        auto there = elsewhere(w, c);
        REQUIRE(there.get("/auth/me").status == 200);
        const auto all = i % 2 == 0;
        CHECK(here.post(all ? "/auth/sessions/revoke-all" : "/auth/sessions/revoke",
                        all ? R"({"keepCurrent":true})" : with_id(c))
                  .status == 200);
        CHECK(c.get("/auth/me").status == 401);
        CHECK(ends(there));
        CHECK(there.get("/things").status == 401);
    }
    CHECK(here.get("/auth/me").status == 200);
}

TEST_CASE("with a channel on which nothing comes caches are not trusted") {
    auth_world w;
    w.add_node();
    auto here = w.member("ada");
    auto c = w.client();
    REQUIRE(c.post("/auth/login", w.credentials("ada")).status == 200);
    auto there = elsewhere(w, c);
    REQUIRE(there.get("/auth/me").status == 200);
    const auto body = with_id(c);
    const dead_channel dead{w};
    REQUIRE(there.get("/auth/me").status == 200);
    CHECK(here.post("/auth/sessions/revoke", body).status == 200);
    CHECK(c.get("/auth/me").status == 401);
    CHECK(ends(there));
    CHECK(there.get("/auth/me").status == 401);
    CHECK(here.get("/auth/me").status == 200); // asked of the database
}

TEST_CASE("a new device is approved on any node, and known on all") {
    device_world w;
    w.add_node();
    auto here = w.member("ada");
    auto there = w.node(1).client();
    const auto in = there.post(login, w.credentials("ada"));
    REQUIRE(in.status == 202);
    CHECK(outcome(there.send("POST", refresh, "")) == "403 session_pending_approval");
    CHECK(
        here.post(approve, w.with_code(in.text("/data/session/id"), in.text("/data/approvalCode")))
            .status == 200);
    CHECK(there.send("POST", refresh, "").status == 200);
    CHECK(there.get("/auth/me").at("/data/session/trusted") == true);
    auto moved = w.client();
    moved.cookies = {{"nucleus_device", there.cookies["nucleus_device"]}};
    CHECK(moved.post(login, w.credentials("ada")).status == 200);
}
