// Removing tenants that somebody uses, and removals that come too late.
#include "held_session.hpp"
#include "support/eventually.hpp"
#include "tenant_world.hpp"
#include <atomic>

using namespace nucleus::testing;
using namespace std::chrono_literals;

namespace {

struct removal_world : tenant_world {
    removal_world() { file_ = folder_.write("config.json", json::serialize(config())).string(); }
    /// Deletes it, as long ago as makes it due.
    void let_go(const std::string& name, const std::string& id) {
        auto g = god();
        REQUIRE(g.del("/tenants/" + id).status == 200);
        ask("UPDATE main.tenants SET deleted_at = now() - interval '31 days' WHERE subdomain = '" +
            name + "'");
    }
    finished delete_now(const std::string& name) const {
        return run_nucleusd({"tenant", "delete", name, "--now", "--config", file_}, environment());
    }
    bool says(const std::string& condition) const {
        return ask("SELECT count(*) FROM main.tenants WHERE subdomain = 'acme' AND " + condition) ==
               "1";
    }

private:
    temp_folder folder_;
    std::string file_;
};

}

TEST_CASE("a tenant in use is removed later, and keeps no other one from being removed") {
    removal_world w;
    const auto acme = w.provision("acme");
    const auto bolt = w.provision("bolt");
    holder reader{w, "SELECT count(*) FROM tenant_acme.things"};
    w.let_go("acme", acme);
    CHECK(eventually([&] { return w.says("version IS NULL"); }));
    w.let_go("bolt", bolt);
    CHECK(eventually([&] { return w.state_of("bolt") == "none false"; }));
    CHECK(eventually([&] { return w.says("last_error = 'schema tenant_acme is in use'"); }));
    CHECK(w.state_of("acme") == "active true");
    CHECK(w.ask("SELECT event_data ->> 'reason' FROM main.tenant_events WHERE event_type = "
                "'attempt_failed'") == "schema tenant_acme is in use");
    CHECK(w.ask("SELECT count(*) FROM tenant_acme.users") == "1"); // nobody waits behind it

    CHECK(eventually([&] { // the command does not wait for a minute as the server does
        const auto refused = w.delete_now("acme");
        return refused.code == 1 &&
               refused.err.find("schema tenant_acme is in use") != std::string::npos;
    }));
    reader.end();
    CHECK(eventually([&] { return w.delete_now("acme").code == 0; })); // nor for the server
    CHECK(w.state_of("acme") == "none false");
    w.provision("acme");
}

TEST_CASE("who has lost the claim of a removal removes nothing any more") {
    removal_world w;
    const auto id = w.provision("acme");
    holder migration{w, "SELECT pg_advisory_xact_lock(hashtext('nucleus.migrations'), "
                        "hashtext('tenant_acme'))"};
    w.let_go("acme", id);
    const auto waits = [&] {
        return w.ask("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted "
                     "AND database = (SELECT oid FROM pg_database WHERE datname = "
                     "current_database())") == "1";
    };
    REQUIRE(eventually(waits));
    CHECK(w.delete_now("acme").err.find("is at work on this tenant") != std::string::npos);
    // Somebody else has claimed it after a long time.
    w.ask("UPDATE main.tenants SET attempts = attempts + 1, claimed_until = now() + interval "
          "'1 day'");
    migration.end();
    CHECK(eventually(
        [&] { return w.node().log().find("somebody else removes it") != std::string::npos; }));
    CHECK(w.state_of("acme") == "active true");
    CHECK(w.ask("SELECT count(*) FROM tenant_acme.users") == "1");
    CHECK(w.says("last_error IS NULL AND claimed_until > now() + interval '1 hour'"));
}
