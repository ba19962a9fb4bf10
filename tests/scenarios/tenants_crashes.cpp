// A server that is killed while it makes a tenant, at every answer of the database there is: after
// the next start the tenant is complete, or there is none and the name is free.
#include "support/database_gate.hpp"
#include "tenant_world.hpp"
#include <array>
#include <csignal>
#include <fstream>
#include <stdexcept>

using namespace nucleus::testing;
using namespace std::chrono_literals;

namespace {

constexpr const char* config = R"({
    "appId": "crash-test", "mode": "development",
    "server": {"threads": 1, "secret": "TEST_SECRET"}, "rateLimit": {"enabled": false},
    "database": {"url": "TEST_DATABASE_URL", "isMultiTenant": true},
    "authentication": {"passwordHashing": {"memoryKiB": 8192, "iterations": 1}},
    "authorization": {"autoSeedClaims": false, "godminEmail": "GOD_EMAIL",
                      "godminPassword": "GOD_PASSWORD", "seed": {
        "roles": [{"name": "member"}],
        "roleClaimAssignments": [{"role": "member", "claims": ["get.things"]}]}},
    "tenants": {"seed": {"things": [{"code": "first"}]}},
    "entities": [{"table_name": "things", "columns": [{"name": "code", "type": "text"}]}]})";

/// One database, and servers on it that are killed one after the other. Not for Catch: lanes run
/// side by side, and say what went wrong.
class lane {
public:
    /// Kills at answer `first`, `first + step` … until a tenant is made before it comes to that.
    /// Empty, or what is wrong.
    std::string run(int first, int step) {
        for (int n = first;; n += step) {
            start();
            if (!name_.empty()) {
                if (auto wrong = judge_survivor(); !wrong.empty())
                    return "killed at answer " + std::to_string(n - step) + ": " + wrong;
            }
            name_ = "t" + std::to_string(n) + "x";
            if (!killed_at(n)) break;
            ++kills;
        }
        return judge_survivor();
    }
    int kills = 0;

private:
    void start() {
        server_.reset();
        nucleusd_options o;
        o.config = config;
        o.environment = {{"TEST_DATABASE_URL", gate_.dsn()},
                         {"TEST_SECRET", "0123456789abcdef0123456789abcdef0123456789abcdef"},
                         {"GOD_EMAIL", "god@example.com"},
                         {"GOD_PASSWORD", "Almighty-Horse-9"}};
        server_ = std::make_unique<nucleusd>(o);
    }
    std::string ask(const std::string& sql) const { return run_sql(dsn_, sql); }
    std::string state() const {
        return ask("SELECT coalesce((SELECT status FROM main.tenants WHERE subdomain = '" + name_ +
                   "'), 'none') || ' ' || (to_regnamespace('tenant_" + name_ +
                   "') IS NOT NULL)::text");
    }
    http_client god() const {
        auto c = server_->client();
        c.post("/auth/login", R"({"email":"god@example.com","password":"Almighty-Horse-9"})");
        return c;
    }

    /// Whether it came to that.
    bool killed_at(int n) {
        auto c = god();
        const auto parent = server_->pid();
        const auto child = child_of(parent);
        if (child <= 0) throw std::runtime_error("no process serves"); // kill(-1) is for everybody
        gate_.arm(n, [parent, child] {
            ::kill(parent, SIGKILL);
            ::kill(child, SIGKILL);
        });
        try {
            c.post("/tenants/provision", tenant_world::order(name_));
        } catch (const std::exception&) { // the server is gone
        }
        const bool killed = gate_.struck();
        gate_.arm(0, {});
        return killed;
    }

    static pid_t child_of(pid_t parent) {
        const auto text = std::to_string(parent);
        std::ifstream children{"/proc/" + text + "/task/" + text + "/children"};
        pid_t child = -1;
        children >> child;
        return child;
    }

    std::string judge_survivor() {
        ask("UPDATE main.tenants SET claimed_until = now() WHERE status = 'provisioning'");
        auto now = state();
        for (int i = 0; i < 3000 && now.starts_with("provisioning"); ++i, now = state())
            std::this_thread::sleep_for(20ms);
        if (now == "none false") {
            const auto made = god().post("/tenants/provision", tenant_world::order(name_));
            if (made.status != 201) return "its name is not free: " + made.body;
            now = state();
        }
        if (now != "active true") return "it is " + now + "\n" + server_->log();
        return judge_complete();
    }

    std::string judge_complete() {
        const auto by_name = by_header(name_);
        auto c = server_->client();
        const auto in = c.post("/auth/login", auth_world::credentials("admin"), by_name);
        if (in.status != 200) return "its administrator cannot sign in: " + in.body;
        if (const auto things = c.get("/things", by_name); things.status != 200)
            return "it has no things: " + things.body;
        const auto schema = "tenant_" + name_;
        if (ask("SELECT count(*) FROM " + schema + ".users") != "1") return "it has other accounts";
        if (ask("SELECT count(*) FROM " + schema + ".things") != "1") return "it has other rows";
        if (ask("SELECT count(*) FROM main.schema_migrations WHERE schema = '" + schema + "'") !=
            ask("SELECT count(*) FROM main.schema_migrations WHERE schema = 'main' AND plugin NOT "
                "IN ('core', 'tenants')"))
            return "it lacks migrations";
        const auto told = ask("SELECT string_agg(event_type || ' ' || n, ', ') FROM (SELECT "
                              "event_type, count(*) AS n FROM main.tenant_events e JOIN "
                              "main.tenants t ON t.id = e.tenant_id WHERE t.subdomain = '" +
                              name_ +
                              "' AND event_type IN ('requested', 'provisioned') GROUP BY 1 ORDER "
                              "BY 1) x");
        if (told != "provisioned 1, requested 1") return "its events are " + told;
        return {};
    }

    std::string dsn_ = fresh_database();
    database_gate gate_{dsn_};
    std::unique_ptr<nucleusd> server_;
    std::string name_;
};

}

TEST_CASE(
    "killed at any answer of the database, a tenant is complete after the restart or not there") {
    constexpr int lanes = 3;
    // Here, not in their threads: what starts PostgreSQL takes it along when it ends.
    std::array<lane, lanes> all_lanes;
    std::vector<std::string> wrong(lanes);
    std::vector<int> kills(lanes);
    all_at_once(lanes, [&](int i) {
        const auto at = static_cast<std::size_t>(i);
        try {
            auto& l = all_lanes[at];
            wrong[at] = l.run(i + 1, lanes);
            kills[at] = l.kills;
        } catch (const std::exception& e) {
            wrong[at] = e.what();
        }
    });
    for (const auto& w : wrong) CHECK(w == "");
    int all = 0;
    for (const auto k : kills) all += k;
    WARN("killed at " << all << " answers");
    CHECK(all > 80); // all of a provisioning, from the order to its end
}

TEST_CASE("what a dead node has begun is taken up by another when its lease is over") {
    tenant_world w;
    w.add_node();
    std::thread holder{[&] { // so that it is in the middle
        w.ask("BEGIN; SELECT pg_advisory_xact_lock(hashtext('nucleus.migrations'), "
              "hashtext('tenant_acme')); SELECT pg_sleep(4); COMMIT");
    }};
    std::this_thread::sleep_for(300ms);
    auto god = w.god();
    const auto cookies = god.cookies;
    std::thread client{[&] {
        try {
            http_client c{w.node().port()};
            c.cookies = cookies;
            c.post("/tenants/provision", tenant_world::order("acme"));
        } catch (const std::exception&) { // the server is gone
        }
    }};
    for (int i = 0; i < 500 && w.state_of("acme") != "provisioning false"; ++i)
        std::this_thread::sleep_for(10ms);
    std::this_thread::sleep_for(300ms);
    const auto holder_of_claim = w.ask("SELECT attempts FROM main.tenants");
    const auto child = w.node().serving_child();
    CHECK(child > 0);
    if (child > 0) ::kill(child, SIGKILL);
    client.join();
    holder.join();
    CHECK(holder_of_claim == "1");
    for (int i = 0; i < 3000 && w.state_of("acme") != "active true"; ++i)
        std::this_thread::sleep_for(20ms);
    CHECK(w.state_of("acme") == "active true");
    CHECK(w.ask("SELECT attempts FROM main.tenants") == "2");
}

TEST_CASE("what kills the server each time is given up") {
    tenant_world w;
    w.ask("INSERT INTO main.tenants (subdomain, schema_name, company_id, god_admin_email, "
          "admin_password_hash, attempts, claimed_until) VALUES ('acme', 'tenant_acme', "
          "gen_random_uuid(), 'admin@example.com', 'x', 3, now())");
    for (int i = 0; i < 3000 && w.state_of("acme") != "none false"; ++i)
        std::this_thread::sleep_for(20ms);
    CHECK(w.state_of("acme") == "none false");
    CHECK(w.node().wait_log("the server has died each time"));
    w.provision("acme");
}
