// Suspending, taking back and removing tenants: at once here, soon on the other node.
#include "dead_channel.hpp"
#include "tenant_world.hpp"

using namespace nucleus::testing;
using namespace std::chrono_literals;

namespace {

std::string answer_of(tenant_client& c) { return outcome(c.get("/auth/me")); }

/// Whether that is the answer to each request that is made a second later, as is promised.
bool becomes(tenant_client& c, const std::string& expected) {
    const auto promised = std::chrono::steady_clock::now() + 1s;
    for (;; std::this_thread::sleep_for(10ms)) {
        const bool due = std::chrono::steady_clock::now() >= promised;
        const auto answered = answer_of(c);
        if (answered == expected) return true;
        if (due) {
            UNSCOPED_INFO("after a second it still answers " << answered);
            return false;
        }
    }
}

tenant_client elsewhere(tenant_world& w, const tenant_client& c, const std::string& tenant) {
    auto there = w.visitor(tenant, 1);
    there.agent.cookies = c.agent.cookies;
    return there;
}

}

TEST_CASE(
    "a suspended tenant is shut at once, on every node, and its sessions are good again later") {
    tenant_world w;
    w.add_node();
    const auto id = w.provision("acme");
    w.provision("bolt");
    auto here = w.registered("acme", "ada");
    auto there = elsewhere(w, here, "acme");
    auto other = w.registered("bolt", "bob");
    auto god = w.god();
    for (int round = 0; round < 5; ++round) {
        CHECK(answer_of(here) == "200");
        CHECK(answer_of(there) == "200");
        const auto shut = god.post("/tenants/" + id + "/suspend", R"({"reason":"unpaid"})");
        REQUIRE(shut.status == 200);
        CHECK(shut.text("/data/status") == "suspended");
        CHECK(shut.text("/data/suspendedReason") == "unpaid");
        for (int i = 0; i < 4; ++i) CHECK(answer_of(here) == "403 tenant_suspended");
        CHECK(becomes(there, "403 tenant_suspended"));
        for (int i = 0; i < 4; ++i) CHECK(answer_of(there) == "403 tenant_suspended");
        CHECK(outcome(here.post("/auth/login", w.credentials("ada"))) == "403 tenant_suspended");
        CHECK(outcome(here.get("/things")) == "403 tenant_suspended");
        CHECK(answer_of(other) == "200");
        const auto open = god.post("/tenants/" + id + "/reactivate", "");
        REQUIRE(open.status == 200);
        CHECK(open.text("/data/status") == "active");
        CHECK(open.at("/data/suspendedReason").is_null());
        CHECK(answer_of(here) == "200");
        CHECK(becomes(there, "200"));
    }
    const auto events = god.get("/tenants/" + id).at("/data/events").as_array();
    CHECK(events.at(0).at("eventType") == "reactivated");
    CHECK(events.at(1).at("eventType") == "suspended");
    CHECK(events.at(1).at("eventData") == json::parse(R"({"reason":"unpaid"})"));
    CHECK(events.at(1).at("performedBy") == god.get("/auth/me").at("/data/user/id"));
}

TEST_CASE("a node that hears nothing of the others shuts a suspended tenant as soon") {
    tenant_world w;
    w.add_node();
    const auto id = w.provision("acme");
    auto here = w.registered("acme", "ada");
    auto there = elsewhere(w, here, "acme");
    auto god = w.god();
    REQUIRE(answer_of(there) == "200");
    const dead_channel dead{w};
    REQUIRE(answer_of(there) == "200");
    for (int round = 0; round < 3; ++round) {
        REQUIRE(god.post("/tenants/" + id + "/suspend", "").status == 200);
        CHECK(answer_of(here) == "403 tenant_suspended");
        CHECK(becomes(there, "403 tenant_suspended"));
        REQUIRE(god.post("/tenants/" + id + "/reactivate", "").status == 200);
        CHECK(answer_of(here) == "200"); // asked of the database
        CHECK(becomes(there, "200"));
    }
}

TEST_CASE("what is so already stays as it is, and is not recorded again") {
    tenant_world w;
    const auto id = w.provision("acme");
    auto god = w.god();
    CHECK(god.post("/tenants/" + id + "/reactivate", "").status == 200);
    const auto first = god.post("/tenants/" + id + "/suspend", R"({"reason":"one"})");
    const auto again = god.post("/tenants/" + id + "/suspend", R"({"reason":"two"})");
    CHECK(again.status == 200);
    CHECK(again.at("/data") == first.at("/data"));
    CHECK(w.ask("SELECT count(*) FROM main.tenant_events WHERE event_type IN ('suspended', "
                "'reactivated')") == "1");
}

TEST_CASE("fifty who suspend and reactivate leave one state that all agree on") {
    tenant_world w;
    w.add_node();
    const auto id = w.provision("acme");
    auto ada = w.registered("acme", "ada");
    auto there = elsewhere(w, ada, "acme");
    const auto cookies = w.god().cookies;
    const auto outcomes = fifty_at_once<std::string>([&](int i) {
        http_client c{w.node(static_cast<std::size_t>(i % 2)).port()};
        c.cookies = cookies;
        return outcome(c.post("/tenants/" + id + (i % 4 < 2 ? "/suspend" : "/reactivate"), ""));
    });
    CHECK(outcomes == std::map<std::string, int>{{"200", 50}});
    const auto expected = w.state_of("acme") == "active true" ? "200" : "403 tenant_suspended";
    CHECK(becomes(ada, expected));
    CHECK(becomes(there, expected));
    for (int i = 0; i < 20; ++i) {
        CHECK(answer_of(ada) == expected);
        CHECK(answer_of(there) == expected);
    }
}

TEST_CASE("a deleted tenant is shut, can be taken back for a while, and then is gone") {
    tenant_world w;
    const auto id = w.provision("acme");
    auto ada = w.registered("acme", "ada");
    auto god = w.god();
    const auto gone = god.send("DELETE", "/tenants/" + id, R"({"reason":"left"})");
    REQUIRE(gone.status == 200);
    CHECK(!gone.text("/data/tenant/deletedAt").empty());
    CHECK(gone.text("/data/removedAfter") > gone.text("/data/tenant/deletedAt"));
    CHECK(answer_of(ada) == "403 tenant_suspended");
    CHECK(god.del("/tenants/" + id).text("/data/removedAfter") == gone.text("/data/removedAfter"));
    CHECK(outcome(w.client().post("/tenants/self-signup", w.signup("acme"))) ==
          "409 subdomain_taken");
    REQUIRE(god.post("/tenants/" + id + "/reactivate", "").status == 200);
    CHECK(answer_of(ada) == "200");

    REQUIRE(god.del("/tenants/" + id).status == 200);
    w.ask("UPDATE main.tenants SET deleted_at = now() - interval '31 days'");
    for (int i = 0; i < 3000 && w.state_of("acme") != "none false"; ++i)
        std::this_thread::sleep_for(20ms);
    CHECK(w.state_of("acme") == "none false");
    CHECK(answer_of(ada) == "404 unknown_tenant");
    CHECK(outcome(god.get("/tenants/" + id)) == "404 not_found");
    CHECK(w.ask("SELECT count(*) FROM main.schema_migrations WHERE schema = 'tenant_acme'") == "0");
    CHECK(w.ask("SELECT count(*) FROM main.tenant_events") == "0");
    w.provision("acme");
}

TEST_CASE("once its removal has begun nobody takes a tenant back, and a crash does not stop it") {
    tenant_world w;
    const auto id = w.provision("acme");
    auto god = w.god();
    REQUIRE(god.del("/tenants/" + id).status == 200);
    // As a node leaves it that dies between claim and removal.
    w.ask("UPDATE main.tenants SET version = NULL, claimed_until = now() + interval '1 day'");
    CHECK(outcome(god.post("/tenants/" + id + "/reactivate", "")) == "409 tenant_removed");
    CHECK(outcome(god.post("/tenants/" + id + "/suspend", "")) == "409 tenant_removed");
    CHECK(w.state_of("acme") == "active true");
    w.ask("UPDATE main.tenants SET claimed_until = now()");
    for (int i = 0; i < 3000 && w.state_of("acme") != "none false"; ++i)
        std::this_thread::sleep_for(20ms);
    CHECK(w.state_of("acme") == "none false");
}

TEST_CASE("what is done to tenants is recorded") {
    tenant_world w{[](json::object& c) { c["audit"] = json::object{}; }};
    const auto id = w.provision("acme");
    auto god = w.god();
    CHECK(god.post("/tenants/" + id + "/suspend", "").status == 200);
    CHECK(god.post("/tenants/" + id + "/reactivate", "").status == 200);
    CHECK(god.del("/tenants/" + id).status == 200);
    CHECK(w.ask("SELECT string_agg(operation_type, ' ' ORDER BY created_at) FROM main.audit_logs "
                "WHERE entity_name = 'tenants' AND entity_id = '" +
                id + "'") == "PROVISION SUSPEND REACTIVATE DELETE");
}
