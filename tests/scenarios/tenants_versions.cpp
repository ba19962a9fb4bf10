// Configurations come and go; tenants have what the one in force needs, and are served as long as
// they have it.
#include "support/eventually.hpp"
#include "tenant_world.hpp"
#include <csignal>

using namespace nucleus::testing;
using namespace std::chrono_literals;

namespace {

struct versioned_world : tenant_world {
    versioned_world() = default;
    /// Whether the tenant's administrator can list them, once its tables are there.
    bool serves(const std::string& tenant, const std::string& list) {
        return eventually([&] {
            auto c = visitor(tenant);
            if (c.post("/auth/login", credentials("admin")).status != 200) return false;
            return c.get(list).status == 200;
        });
    }
    finished run(const std::vector<std::string>& arguments) {
        const temp_folder folder;
        const auto file = folder.write("config.json", json::serialize(config()));
        auto all = arguments;
        all.insert(all.end(), {"--config", file.string()});
        return run_nucleusd(all, environment());
    }
    void reload() {
        node().write_config(json::serialize(config()));
        node().signal(SIGHUP);
        REQUIRE(node().wait_log("reloaded"));
    }
    void add_role(const std::string& name) {
        section(section(config(), "authorization"), "seed")["roles"].as_array().push_back(
            json::object{{"name", name}});
    }
    std::string having_role(const std::string& name) const {
        int n = 0;
        for (const auto* tenant : {"acme", "bolt"})
            n += std::stoi(ask("SELECT count(*) FROM tenant_" + std::string{tenant} +
                               ".roles WHERE name = '" + name + "'"));
        return std::to_string(n);
    }
};

json::value entities(const char* second) {
    return json::parse(R"([{"table_name": "things", "columns": [{"name": "code", "type": "text"}]},
        {"table_name": ")" +
                       std::string{second} +
                       R"(", "columns": [{"name": "code", "type": "text"}]}])");
}

}

TEST_CASE("back to a former configuration: who was made meanwhile gets what it lacks") {
    versioned_world w; // with vaults
    w.provision("acme");
    const auto former = w.config().at("entities");
    w.config()["entities"] = entities("boxes");
    w.restart();
    CHECK(w.serves("acme", "/boxes"));
    w.provision("bolt");
    CHECK(w.ask("SELECT to_regclass('tenant_bolt.vaults') IS NULL") == "t");
    w.config()["entities"] = former;
    w.restart();
    for (const auto* tenant : {"acme", "bolt"}) {
        CHECK(w.serves(tenant, "/vaults"));
        CHECK(w.serves(tenant, "/things"));
    }
}

TEST_CASE("new seeds shut nobody out, and are in every tenant soon") {
    versioned_world w;
    w.provision("acme");
    w.provision("bolt");
    auto admin = w.signed_in("acme", "admin");
    w.add_role("clerk");
    w.reload();
    std::string unserved;
    CHECK(eventually([&] {
        if (const auto seen = outcome(admin.get("/things")); seen != "200") unserved = seen;
        return w.having_role("clerk") == "2";
    }));
    CHECK(unserved == "");
}

TEST_CASE("a node that a newer one has overtaken leaves tenants to that") {
    versioned_world w;
    w.provision("acme");
    w.provision("bolt");
    w.ask("INSERT INTO main.schema_migrations (schema, plugin, version, name, checksum) SELECT "
          "schema, 'auth', 999, 'of_the_future', 'x' FROM main.schema_migrations GROUP BY schema");
    w.add_role("clerk");
    w.reload();
    std::this_thread::sleep_for(6s); // longer than servers look around
    CHECK(w.having_role("clerk") == "0");
    CHECK(w.ask("SELECT count(*) FROM main.tenants WHERE last_error IS NOT NULL") == "0");
    CHECK(w.signed_in("bolt", "admin").get("/things").status == 200);
    w.ask("DELETE FROM main.schema_migrations WHERE version = 999");
    CHECK(eventually([&] { return w.having_role("clerk") == "2"; }));
}

TEST_CASE("with migrate check new seeds wait for the command, and tenants are served meanwhile") {
    versioned_world w;
    w.provision("acme");
    w.provision("bolt");
    section(w.config(), "database")["migrate"] = "check";
    w.restart();
    w.add_role("clerk");
    w.reload();
    std::this_thread::sleep_for(6s); // longer than servers look around
    CHECK(w.signed_in("bolt", "admin").get("/things").status == 200);
    CHECK(w.having_role("clerk") == "0");
    CHECK(w.run({"migrate", "plan", "--all"}).code == 3);
    CHECK(w.run({"migrate", "apply", "--all"}).code == 0);
    CHECK(w.having_role("clerk") == "2");
    CHECK(w.run({"migrate", "plan", "--all"}).code == 0);
}

TEST_CASE("a look at what is pending leaves everything as it is") {
    versioned_world w;
    w.provision("acme");
    const auto before = w.ask("SELECT count(*) FROM main.tenant_versions");
    const auto former = w.config().at("entities");
    w.config()["entities"] = entities("boxes");
    CHECK(w.run({"migrate", "plan", "--all"}).code == 3);
    CHECK(w.run({"migrate", "status", "--all"}).code == 3);
    w.config()["entities"] = former;
    CHECK(w.ask("SELECT count(*) FROM main.tenant_versions") == before);
    CHECK(w.serves("acme", "/vaults"));
}

TEST_CASE("what may lose data is done in tenants when it is allowed, and only then") {
    versioned_world w;
    w.provision("acme");
    w.ask("INSERT INTO tenant_acme.things (code) VALUES ('17')");
    REQUIRE(w.node().stop() == 0);
    w.config()["entities"].as_array()[0].as_object()["columns"] =
        json::parse(R"([{"name": "code", "type": "integer"}])");
    const auto type = [&] {
        return w.ask("SELECT data_type FROM information_schema.columns WHERE table_schema = "
                     "'tenant_acme' AND table_name = 'things' AND column_name = 'code'");
    };
    CHECK(w.run({"migrate", "apply", "--all"}).code == 1);
    CHECK(type() == "text");
    const auto done = w.run({"migrate", "apply", "--all", "--allow-destructive"});
    INFO(done.err);
    CHECK(done.code == 0);
    CHECK(type() == "integer");
    CHECK(w.ask("SELECT code FROM tenant_acme.things") == "17");
    // Back, and somebody has changed the first schema back: the table is not what it was at first.
    w.ask("ALTER TABLE main.things ALTER COLUMN code TYPE text");
    w.config()["entities"].as_array()[0].as_object()["columns"] =
        json::parse(R"([{"name": "code", "type": "text"}])");
    auto& former = w.add_node();
    CHECK(outcome(former.client().get("/things", by_header("acme"))) == "503 tenant_updating");
    CHECK(type() == "integer");
}

TEST_CASE("a node serves who was made by another one that has the same tables and other seeds") {
    versioned_world w;
    w.add_role("clerk");
    auto& other = w.add_node();
    auto god = w.god(1);
    REQUIRE(god.post("/tenants/provision", w.order("acme")).status == 201);
    auto c = tenant_client{w.node().client(), by_header("acme")};
    CHECK(eventually([&] { return outcome(c.get("/things")) == "401 unauthenticated"; }, 3s));
    CHECK(other.stop() == 0);
}

TEST_CASE("migrate apply fails as long as a tenant is behind, and readiness tells of it") {
    versioned_world w;
    w.provision("acme");
    w.provision("bolt");
    w.ask("ALTER TABLE tenant_bolt.things ADD COLUMN weight text;"
          "INSERT INTO tenant_bolt.things (weight) VALUES ('heavy')");
    REQUIRE(w.node().stop() == 0);
    w.config()["entities"].as_array()[0].as_object()["columns"] =
        json::parse(R"([{"name": "code", "type": "text"}, {"name": "weight", "type": "integer"}])");
    CHECK(w.run({"migrate", "apply", "--all"}).code == 1);
    CHECK(w.run({"migrate", "apply", "--all"}).code == 1); // and does not wait for a minute
    auto& node = w.add_node();
    CHECK(eventually([&] {
        const auto ready = node.client().get("/readyz");
        return ready.status == 200 && ready.at("/data/tenants/failed") == 1 &&
               ready.at("/data/tenants/waiting") == 0;
    }));
    w.ask("ALTER TABLE tenant_bolt.things DROP COLUMN weight");
    const auto done = w.run({"migrate", "apply", "--all"});
    INFO(done.err);
    CHECK(done.code == 0);
}

TEST_CASE("a copy of the database makes its tenants' roles") {
    versioned_world w;
    section(w.config(), "database")["tenantRoles"] = true;
    w.restart();
    w.provision("acme");
    REQUIRE(w.node().stop() == 0);
    const auto copied = w.ask("SELECT current_database()") + "_copy";
    auto dsn = w.environment().at("TEST_DATABASE_URL");
    const auto at = dsn.find("dbname=") + 7;
    dsn.replace(at, dsn.find(' ', at) - at, "postgres");
    run_sql(dsn, "CREATE DATABASE " + copied + " TEMPLATE " + w.ask("SELECT current_database()"));
    dsn.replace(at, std::string{"postgres"}.size(), copied);
    tenant_world copy{[](json::object& c) { section(c, "database")["tenantRoles"] = true; }, dsn};
    bool served = false;
    for (int i = 0; i < 1500 && !served; ++i, std::this_thread::sleep_for(20ms)) {
        auto c = copy.visitor("acme");
        served = c.post("/auth/login", copy.credentials("admin")).status == 200 &&
                 c.get("/things").status == 200;
    }
    CHECK(served);
}
