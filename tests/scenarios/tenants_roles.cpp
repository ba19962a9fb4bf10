// With database.tenantRoles, PostgreSQL itself keeps the requests of a tenant within its schema.
#include "api_key_world.hpp"
#include "mail_world.hpp"
#include "support/eventually.hpp"
#include "tenant_world.hpp"

using namespace nucleus::testing;
using namespace std::chrono_literals;

namespace {

void with_roles(json::object& c) { section(c, "database")["tenantRoles"] = true; }

struct guarded_world : tenant_world {
    explicit guarded_world(const std::function<void(json::object&)>& change = with_roles,
                           std::string dsn = fresh_database())
        : tenant_world{change, std::move(dsn)} {}
    /// The role of a tenant's schema in this database; empty: there is none.
    std::string role_of(const std::string& name) const {
        return ask(
            "SELECT coalesce(string_agg(r.rolname, ','), '') FROM pg_roles r JOIN "
            "pg_auth_members m ON m.member = r.oid JOIN pg_roles everybody ON everybody.oid = "
            "m.roleid WHERE r.rolname LIKE 'tenant\\_" +
            name +
            "\\_%' AND everybody.rolname = 'tenants_' || left(encode(sha256(convert_to("
            "current_database() || '.tenants', 'UTF8')), 'hex'), 16)");
    }
    /// What `sql` fails with when it is run in the tenant's role; empty: it does not.
    std::string refusal(const std::string& name, const std::string& sql) const {
        try {
            ask("BEGIN; SET LOCAL ROLE " + role_of(name) + "; " + sql + "; ROLLBACK");
        } catch (const std::runtime_error& e) {
            return e.what();
        }
        return {};
    }
};

const std::string denied = "permission denied";

bool is_denied(const std::string& why) { return why.find(denied) != std::string::npos; }

}

TEST_CASE("a tenant's role reaches the tenant's rows, and nothing else of the database") {
    guarded_world w;
    w.provision("acme");
    w.provision("bolt");
    REQUIRE(!w.role_of("acme").empty());
    CHECK(w.refusal("acme", "SELECT * FROM tenant_acme.users") == "");
    CHECK(w.refusal("acme", "INSERT INTO tenant_acme.things (code) VALUES ('x')") == "");
    for (const auto* sql :
         {"SELECT * FROM tenant_bolt.users", "UPDATE tenant_bolt.things SET code = 'x'",
          "SELECT * FROM main.users", "SELECT * FROM main.tenants",
          "SELECT * FROM main.schema_migrations", "DROP TABLE tenant_acme.things",
          "CREATE TABLE tenant_acme.more (n int)", "TRUNCATE tenant_acme.things"}) {
        INFO(sql);
        const auto why = w.refusal("acme", sql);
        INFO(why);
        CHECK((is_denied(why) || why.find("must be owner") != std::string::npos));
    }
    CHECK(w.ask("SELECT rolcanlogin OR rolsuper OR rolcreaterole OR rolcreatedb OR rolbypassrls "
                "FROM pg_roles WHERE rolname = '" +
                w.role_of("acme") + "'") == "f");
}

TEST_CASE("requests run in the role: reads, writes, transactions and bulk") {
    guarded_world w{[](json::object& c) {
        with_roles(c);
        c["entities"].as_array()[0].as_object()["bulk_endpoints_enabled"] = true;
    }};
    w.provision("acme");
    w.provision("bolt");
    auto admin = w.signed_in("acme", "admin");
    // Every write tells in whose name it is done.
    w.ask("CREATE TABLE tenant_acme.seen (who text); GRANT INSERT ON tenant_acme.seen TO public;"
          "CREATE FUNCTION tenant_acme.tell() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT "
          "INTO tenant_acme.seen VALUES (current_user); RETURN NULL; END $$;"
          "CREATE TRIGGER tell AFTER INSERT OR UPDATE OR DELETE ON tenant_acme.things FOR EACH "
          "STATEMENT EXECUTE FUNCTION tenant_acme.tell();"
          "CREATE TRIGGER tell AFTER INSERT OR UPDATE ON tenant_acme.user_sessions FOR EACH "
          "STATEMENT EXECUTE FUNCTION tenant_acme.tell()");
    const auto made = admin.post("/things", R"({"code":"one"})");
    REQUIRE(made.status == 201);
    std::string rows = "[";
    for (int i = 0; i < 300; ++i) rows += std::string{i ? "," : ""} + R"({"code":"b"})";
    const auto bulk = admin.post("/things/bulk", R"({"items":)" + rows + "]}");
    INFO(bulk.body);
    CHECK(bulk.status / 100 == 2);
    CHECK(admin.del("/things/" + made.text("/data/id")).status == 200);
    w.signed_in("acme", "admin");
    CHECK(std::stoi(w.ask("SELECT count(*) FROM tenant_acme.seen")) >= 4);
    CHECK(w.ask("SELECT string_agg(DISTINCT who, ',') FROM tenant_acme.seen") == w.role_of("acme"));
    CHECK(w.ask("SELECT count(*) FROM tenant_acme.things") == "300");
    // And every read is subject to it: of what the role may not see there is nothing.
    CHECK(admin.get("/things").status == 200);
    w.ask("REVOKE SELECT ON tenant_acme.things FROM " + w.role_of("acme"));
    CHECK(admin.get("/things").status == 500);
    CHECK(admin.get("/things?format=csv").status == 500);
    CHECK(w.signed_in("bolt", "admin").get("/things").status == 200);
}

TEST_CASE("a trigger that names another tenant's schema is refused, and nobody else feels it") {
    guarded_world w;
    w.provision("acme");
    w.provision("bolt");
    w.ask("INSERT INTO tenant_bolt.things (code) VALUES ('secret of bolt')");
    w.ask("CREATE FUNCTION tenant_acme.steal() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
          "NEW.code := (SELECT code FROM tenant_bolt.things); RETURN NEW; END $$;"
          "CREATE TRIGGER steal BEFORE INSERT ON tenant_acme.things FOR EACH ROW EXECUTE FUNCTION "
          "tenant_acme.steal()");
    auto admin = w.signed_in("acme", "admin");
    const auto stolen = admin.post("/things", R"({"code":"mine"})");
    CHECK(stolen.status == 500);
    CHECK(stolen.body.find("bolt") == std::string::npos);
    CHECK(w.ask("SELECT count(*) FROM tenant_acme.things") == "0");
    // The connection that was refused serves the neighbour, and main.
    for (int i = 0; i < 20; ++i) {
        CHECK(w.signed_in("bolt", "admin").get("/things").text("/data/items/0/code") ==
              "secret of bolt");
        CHECK(w.god().get("/tenants").status == 200);
    }
}

TEST_CASE("all that people do in a tenant works in its role, mails included") {
    mail_world w{[](json::object& c) {
        with_roles(c);
        section(c, "database")["isMultiTenant"] = true;
        c["tenants"] = json::parse(R"({"plans": [{"name": "small"}]})");
        c["audit"] = json::object{};
        auto& auth = section(c, "authentication");
        auth["captcha"] = {{"enabled", true}, {"forms", json::array{}}};
        c["entities"].as_array()[0].as_object()["softDelete"] = true;
    }};
    auto god = w.god();
    REQUIRE(god.post("/tenants/provision", tenant_world::order("acme")).status == 201);
    auto c = tenant_client{w.client(), by_header("acme")};

    REQUIRE(c.post("/auth/register", w.credentials("ada")).status == 200);
    const auto proof = [](const std::string& token, const std::string& more = "") {
        return R"({"token":")" + token + "\"" + more + "}";
    };
    CHECK(c.post("/auth/verify-email", proof(w.token("verifyEmail", ada))).status == 200);
    CHECK(c.post("/auth/login", w.credentials("ada")).status == 200);
    CHECK(c.post("/auth/refresh", "{}").status == 200);
    CHECK(c.post("/auth/captcha/generate", "{}").status == 200);
    CHECK(c.post("/auth/password/reset-request", R"({"email":"ada@example.com"})").status == 202);
    CHECK(c.post("/auth/password/reset-confirm",
                 proof(w.token("resetPassword", ada), R"(,"newPassword":"Another-Horse-9")"))
              .status == 200);
    CHECK(c.post("/auth/magic-link", R"({"email":"ada@example.com"})").status == 202);
    CHECK(c.post("/auth/magic-link/verify", proof(w.token("magicLink", ada))).status == 200);
    CHECK(c.post("/auth/email/change",
                 R"({"newEmail":"new@example.com","password":"Another-Horse-9"})")
              .status == 202);
    CHECK(c.get("/auth/sessions").status == 200);

    auto admin = tenant_client{w.client(), by_header("acme")};
    REQUIRE(admin.post("/auth/login", w.credentials("admin")).status == 200);
    CHECK(admin.post("/auth/invite", R"({"email":"eve@example.com","roles":["member"]})").status ==
          200);
    w.mail("invite", "eve@example.com");
    CHECK(w.ask("SELECT has_function_privilege('public', 'main.enqueue_mail(uuid,text,text,text,"
                "timestamptz,text)', 'EXECUTE')") == "f"); // tenants' roles alone, and the owner
    const auto made_key = admin.post(keys_path, key_asking_for(R"("allowedClaims":["*"])"));
    REQUIRE(made_key.status == 201);
    auto robot = program(w.client(), made_key.text("/data/key"));
    const auto thing = robot.post("/things", R"({"code":"x"})", by_header("acme"));
    CHECK(thing.status == 201);
    CHECK(admin.del("/things/" + thing.text("/data/id")).status == 200);
    CHECK(admin.get("/auditLogs").status == 200);
    CHECK(admin.get("/users").status == 200);
    const auto user = w.ask("SELECT id FROM tenant_acme.users WHERE email = 'ada@example.com'");
    CHECK(admin.post("/auth/admin/users/" + user + "/suspend", "{}").status == 200);
    CHECK(w.node().log().find(denied) == std::string::npos);
}

TEST_CASE("switched on later, tenants have their roles soon; a removed tenant leaves none") {
    guarded_world w{[](json::object&) {}};
    const auto id = w.provision("acme");
    CHECK(w.role_of("acme").empty());
    with_roles(w.config());
    w.restart();
    CHECK(eventually(
        [&] { return outcome(w.visitor("acme").get("/things")) == "401 unauthenticated"; }));
    REQUIRE(!w.role_of("acme").empty());
    CHECK(w.signed_in("acme", "admin").get("/things").status == 200);
    auto god = w.god();
    REQUIRE(god.del("/tenants/" + id).status == 200);
    w.ask("UPDATE main.tenants SET deleted_at = now() - interval '31 days'");
    CHECK(eventually([&] { return w.state_of("acme") == "none false"; }));
    CHECK(w.role_of("acme").empty());
}

TEST_CASE("what the first schema offers by a later migration, roles may call from the start on") {
    guarded_world w;
    w.provision("acme");
    w.ask("CREATE FUNCTION main.later() RETURNS int LANGUAGE sql SECURITY DEFINER AS 'SELECT 1';"
          "REVOKE EXECUTE ON FUNCTION main.later FROM PUBLIC;"
          "CREATE PROCEDURE main.tidy() LANGUAGE sql SECURITY DEFINER AS 'SELECT 1';"
          "REVOKE EXECUTE ON PROCEDURE main.tidy FROM PUBLIC");
    CHECK(is_denied(w.refusal("acme", "SELECT main.later()")));
    w.restart();
    CHECK(w.refusal("acme", "SELECT main.later()") == "");
    CHECK(w.refusal("acme", "CALL main.tidy()") == "");
}

TEST_CASE("a role that cannot be dropped keeps no schema from being removed") {
    guarded_world w;
    const auto id = w.provision("acme");
    // Roles are the cluster's: this one has something in another database.
    const auto elsewhere = fresh_database();
    const auto role = w.role_of("acme");
    run_sql(elsewhere, "CREATE TABLE t (); GRANT SELECT ON t TO " + role);
    REQUIRE(w.god().del("/tenants/" + id).status == 200);
    w.ask("UPDATE main.tenants SET deleted_at = now() - interval '31 days'");
    CHECK(eventually([&] { return w.state_of("acme") == "none false"; }));
    CHECK(eventually([&] {
        return w.node().log().find("its role of the database is not") != std::string::npos;
    }));
    CHECK(w.role_of("acme") == role);
    // Whoever has the name next has the role, and it goes with them.
    const auto next = w.provision("acme");
    CHECK(w.signed_in("acme", "admin").get("/things").status == 200);
    run_sql(elsewhere, "DROP TABLE t");
    REQUIRE(w.god().del("/tenants/" + next).status == 200);
    w.ask("UPDATE main.tenants SET deleted_at = now() - interval '31 days'");
    CHECK(eventually([&] { return w.role_of("acme").empty(); }));
}

TEST_CASE("two databases of one cluster have roles of their own") {
    guarded_world here, there;
    here.provision("acme");
    there.provision("acme");
    CHECK(here.role_of("acme") != there.role_of("acme"));
    CHECK(here.signed_in("acme", "admin").get("/things").status == 200);
    CHECK(there.signed_in("acme", "admin").get("/things").status == 200);
}

TEST_CASE("the database's user has to be allowed to make roles, and to do nothing else") {
    const auto all = fresh_database();
    run_sql(all, "CREATE ROLE keeper LOGIN");
    run_sql(all, "CREATE DATABASE kept OWNER keeper");
    const auto replaced = [](std::string in, const std::string& key, const std::string& value) {
        const auto at = in.find(key + "=") + key.size() + 1;
        return in.replace(at, in.find(' ', at) - at, value);
    };
    const auto dsn = replaced(replaced(all, "user", "keeper"), "dbname", "kept");
    guarded_world w{[](json::object&) {}, dsn};
    with_roles(w.config());
    const temp_folder folder;
    const auto file = folder.write("config.json", json::serialize(w.config()));
    const auto refused =
        run_nucleusd({"tenant", "list", "--config", file.string()}, w.environment());
    INFO(refused.err);
    CHECK(refused.code == 1);
    CHECK(refused.err.find("ALTER ROLE <user> CREATEROLE") != std::string::npos);
    run_sql(all, "ALTER ROLE keeper CREATEROLE");
    w.restart();
    const auto id = w.provision("acme");
    CHECK(w.signed_in("acme", "admin").get("/things").status == 200);
    CHECK(w.ask("SELECT rolsuper FROM pg_roles WHERE rolname = current_user") == "f");
    REQUIRE(w.god().del("/tenants/" + id).status == 200);
    w.ask("UPDATE main.tenants SET deleted_at = now() - interval '31 days'");
    CHECK(eventually([&] { return w.state_of("acme") == "none false"; }));
    CHECK(eventually([&] { return w.role_of("acme").empty(); })); // after the schema, on its own
}
