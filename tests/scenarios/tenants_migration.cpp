// Changes of the tables reach all tenants: carefully first, side by side then, each by itself.
#include "held_session.hpp"
#include "support/eventually.hpp"
#include "tenant_world.hpp"
#include <csignal>

using namespace nucleus::testing;
using namespace std::chrono_literals;

namespace {

/// A server that is started anew with one more column.
struct changing_world : tenant_world {
    explicit changing_world(int tenants) {
        for (int i = 0; i < tenants; ++i) provision(name(i));
    }
    static std::string name(int i) { return "crew" + std::to_string(i); }
    static std::string schema(int i) { return "tenant_" + name(i); }
    server_process& start_with_more() {
        CHECK(node().stop() == 0);
        config()["entities"].as_array()[0].as_object()["columns"] = json::parse(
            R"([{"name": "code", "type": "text"}, {"name": "weight", "type": "integer"}])");
        return add_node();
    }
    /// Tenants that have the column, by the database.
    std::string changed() const {
        return ask(
            "SELECT count(*) FROM information_schema.columns WHERE table_name = 'things' AND "
            "column_name = 'weight' AND data_type = 'integer' AND table_schema LIKE "
            "'tenant%'");
    }
    std::string failed() const {
        return ask("SELECT count(*) FROM main.tenants WHERE last_error IS NOT NULL");
    }
    /// A column of that name and another type, which nothing changes without leave.
    void break_tenant(int i) const {
        ask("ALTER TABLE " + schema(i) + ".things ADD COLUMN weight text");
        ask("INSERT INTO " + schema(i) + ".things (weight) VALUES ('heavy')");
    }
};

std::string of_tenant(server_process& n, int i) {
    return outcome(n.client().get("/things", by_header(changing_world::name(i))));
}

}

TEST_CASE("a new column is in all tenants soon after the start, and until then each waits") {
    changing_world w{6};
    auto& node = w.start_with_more();
    for (int i = 0; i < 6; ++i)
        CHECK(eventually([&] { return of_tenant(node, i) == "401 unauthenticated"; }));
    CHECK(w.changed() == "6");
    CHECK(w.failed() == "0");
    auto admin = tenant_client{node.client(), by_header("crew3")};
    REQUIRE(admin.post("/auth/login", w.credentials("admin")).status == 200);
    CHECK(admin.post("/things", R"({"code":"x","weight":3})").status == 201);
}

TEST_CASE("with migrate check tenants that are behind wait, and the others are served") {
    changing_world w{2};
    CHECK(w.node().stop() == 0);
    w.ask("UPDATE main.tenants SET made_for = '{}' WHERE subdomain = 'crew1'");
    section(w.config(), "database")["migrate"] = "check";
    auto& node = w.add_node();
    CHECK(of_tenant(node, 0) == "401 unauthenticated");
    const auto refused = node.client().get("/things", by_header("crew1"));
    CHECK(outcome(refused) == "503 tenant_updating");
    CHECK(node.wait_log("run 'nucleusd migrate apply --all'"));
    CHECK(!refused.header("Retry-After").empty());
    CHECK(node.client().get("/livez").status == 200);
    std::this_thread::sleep_for(1s);
    CHECK(of_tenant(node, 1) == "503 tenant_updating");
}

TEST_CASE("a tenant that cannot take the change stops none of the others, and is tried again") {
    changing_world w{5};
    w.break_tenant(2);
    auto& node = w.start_with_more();
    CHECK(eventually([&] { return w.changed() == "4" && w.failed() == "1"; }));
    for (int i = 0; i < 5; ++i)
        CHECK(eventually([&] {
            return of_tenant(node, i) == (i == 2 ? "503 tenant_updating" : "401 unauthenticated");
        }));
    CHECK(w.ask("SELECT last_error FROM main.tenants WHERE subdomain = 'crew2'").find("weight") !=
          std::string::npos);
    w.ask("ALTER TABLE tenant_crew2.things DROP COLUMN weight"); // somebody mends it
    w.ask("UPDATE main.tenants SET not_before = now()");         // and does not wait for a minute
    CHECK(eventually([&] { return of_tenant(node, 2) == "401 unauthenticated"; }));
    CHECK(w.changed() == "5");
    CHECK(w.failed() == "0");
}

TEST_CASE("two nodes of different configurations agree on who is behind, and both serve") {
    changing_world w{3};
    auto& old = w.node();
    w.config()["entities"].as_array()[0].as_object()["columns"] =
        json::parse(R"([{"name": "code", "type": "text"}, {"name": "weight", "type": "integer"}])");
    auto& fresh = w.add_node();
    for (int i = 0; i < 3; ++i)
        CHECK(eventually([&] { return of_tenant(fresh, i) == "401 unauthenticated"; }));
    CHECK(w.changed() == "3");
    const auto claims = w.ask("SELECT sum(attempts) FROM main.tenants");
    for (int round = 0; round < 60; ++round, std::this_thread::sleep_for(200ms)) // two looks each
        for (int i = 0; i < 3; ++i) {
            CHECK(of_tenant(old, i) == "401 unauthenticated");
            CHECK(of_tenant(fresh, i) == "401 unauthenticated");
        }
    CHECK(w.ask("SELECT sum(attempts) FROM main.tenants") == claims);
    auto admin = tenant_client{old.client(), by_header("crew1")};
    REQUIRE(admin.post("/auth/login", w.credentials("admin")).status == 200);
    CHECK(admin.post("/things", R"({"code":"x"})").status == 201);
    CHECK(w.node(1).stop() == 0); // back to what there was: nothing has to be done
    CHECK(of_tenant(old, 2) == "401 unauthenticated");
    CHECK(w.ask("SELECT string_agg(version::text, ' ') FROM main.tenants") == "2 2 2");
}

TEST_CASE("when the first three fail the others are left as they are") {
    changing_world w{6};
    for (int i = 0; i < 6; ++i) w.break_tenant(i);
    auto& node = w.start_with_more();
    CHECK(node.wait_log("the others are left as they are", 60s));
    CHECK(w.failed() == "3");
    CHECK(w.changed() == "0");
}

TEST_CASE("a server that is killed in the midst goes on where it was") {
    changing_world w{8};
    holder last{w, "LOCK TABLE tenant_crew7.things IN ACCESS SHARE MODE"};
    auto& node = w.start_with_more();
    REQUIRE(eventually([&] { return w.changed() >= "2"; }));
    const auto child = node.serving_child();
    REQUIRE(child > 0);
    ::kill(child, SIGKILL);
    REQUIRE(w.changed() < "8");
    last.end();
    CHECK(eventually([&] { return w.changed() == "8"; }));
    for (int i = 0; i < 8; ++i)
        CHECK(eventually([&] {
            try {
                return of_tenant(node, i) == "401 unauthenticated";
            } catch (const std::exception&) { // it is being started again
                return false;
            }
        }));
    CHECK(w.ask("SELECT count(*) FROM main.tenants WHERE claimed_until > now()") == "0");
}
