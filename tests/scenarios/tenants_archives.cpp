// Whole tenants into archives and out of them: over HTTP and from the command line.
#include "api_key_world.hpp"
#include "support/eventually.hpp"
#include "tenant_world.hpp"
#include <filesystem>
#include <fstream>

using namespace nucleus::testing;

namespace {

/// `samples` has every type that an entity may have, `nodes` refer to themselves.
json::array entities() {
    json::array columns;
    for (const auto* type :
         {"uuid", "varchar", "text", "char", "boolean", "smallint", "integer", "bigint", "numeric",
          "real", "double", "date", "time", "timestamp", "timestamptz", "jsonb", "bytea"}) {
        json::object one{{"name", std::string{"v_"} + type}, {"type", type}};
        if (type == std::string_view{"char"}) one["length"] = 4;
        columns.push_back(one);
        one["name"] = std::string{"l_"} + type, one["array"] = true;
        columns.push_back(one);
    }
    auto nodes = json::parse(R"([{"name": "name", "type": "text", "notNull": true, "unique": true},
        {"name": "parent_id", "type": "uuid", "references": {"table": "nodes"}},
        {"name": "sample_id", "type": "uuid", "references": {"table": "samples"}}])");
    return {json::object{{"table_name", "samples"}, {"columns", columns}},
            json::object{{"table_name", "nodes"}, {"columns", nodes}, {"softDelete", true}}};
}

constexpr const char* sample_rows = R"x(
INSERT INTO tenant_ada.samples (v_uuid, v_varchar, v_text, v_char, v_boolean, v_smallint, v_integer, v_bigint,
    v_numeric, v_real, v_double, v_date, v_time, v_timestamp, v_timestamptz, v_jsonb, v_bytea) VALUES
  (gen_random_uuid(), '', E'\u00e9 \U0001F600 " \\ \n \x01 ''', 'ab', false, -32768, 2147483647,
    9223372036854775807, 12345678901234567890.1234567890, 1.5, 0.1, '2024-02-29', '23:59:59.999999',
    '2026-11-24T14:28:33.123456', '2026-11-24T14:28:33.123456+02', '{"a": [1, null, 1.50], "b": null}',
    '\x00ff10'),
  (NULL, 'null', '', '', true, 32767, -2147483648, -9223372036854775808, 'NaN', 'NaN', 'Infinity', 'infinity',
    '24:00', '-infinity', 'infinity', 'null', ''),
  (NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 1e-30, 1e-45, 5e-324, '0044-03-15 BC', NULL,
    '10000-01-01', '294276-12-31 23:59:59Z', '"text"', NULL);
INSERT INTO tenant_ada.samples (l_uuid, l_varchar, l_text, l_char, l_boolean, l_smallint, l_integer, l_bigint,
    l_numeric, l_real, l_double, l_date, l_time, l_timestamp, l_timestamptz, l_jsonb, l_bytea) VALUES
  (ARRAY[gen_random_uuid(), NULL], '{"a,b"}', ARRAY['', NULL, 'NULL', E'c"d\\', '{}'], '{ab}', '{t,NULL}', '{1}',
    '{}', '{-1}', '{1.50,NaN}', '{0.1}', '{Infinity}', '{2024-02-29}', '{12:00}', '{infinity}',
    '{2026-11-24T14:28:33Z}', ARRAY['{"a": "b"}', 'null', NULL]::jsonb[], ARRAY['\x00ff'::bytea, '']);
INSERT INTO tenant_ada.samples (v_integer, v_text) SELECT n, repeat('x', n % 300) FROM generate_series(1, 5000) n;
INSERT INTO tenant_ada.nodes (id, name, parent_id) SELECT ('00000000-0000-4000-8000-' || lpad(n::text, 12, '0'))::uuid,
    'node ' || n, ('00000000-0000-4000-8000-' || lpad((n % 3000 + 1)::text, 12, '0'))::uuid FROM generate_series(1, 3000) n;
UPDATE tenant_ada.nodes SET sample_id = (SELECT id FROM tenant_ada.samples LIMIT 1), deleted_at = now() WHERE name LIKE '%7';
)x";

struct archive_world : tenant_world {
    archive_world()
        : tenant_world{[](json::object& c) {
            for (auto& e : entities()) c["entities"].as_array().push_back(e);
        }} {
        file_ = folder.write("config.json", json::serialize(config())).string();
    }
    /// A tenant `ada` with somebody in it, and rows of all kinds.
    std::string make_ada() {
        const auto id = provision("ada", R"(,"plan":"small","maxUsers":50)");
        registered("ada", "eve");
        ask(sample_rows);
        ask("INSERT INTO main.tenant_features (tenant_id, feature_name, enabled, config) VALUES "
            "('" +
            id + "', 'themes', false, '{}'), ('" + id + "', 'reports', true, '{\"n\": [1]}')");
        ask(R"(UPDATE main.tenants SET settings = '{"color": "red"}' WHERE id = ')" + id + "'");
        return id;
    }
    finished tenant(std::vector<std::string> verb, std::string_view input = {}) const {
        verb.insert(verb.begin(), "tenant");
        verb.insert(verb.end(), {"--config", file_});
        return run_nucleusd(verb, environment(), input);
    }
    std::string path(const std::string& name) const { return (folder.path() / name).string(); }
    /// The archive of ada.
    std::string exported() const {
        const auto r = tenant({"export", "ada", "--out", path("ada.tar")});
        INFO(r.err);
        REQUIRE(r.code == 0);
        std::ifstream in{path("ada.tar"), std::ios::binary};
        return {std::istreambuf_iterator<char>{in}, {}};
    }
    /// Rows that only one of two schemas has, of all their tables; "" when they are equal but for
    /// sessions, which have ended in the second one.
    std::string difference(const std::string& a, const std::string& b) const {
        CHECK(ask("SELECT count(*) FROM " + b + ".user_sessions WHERE revoked_at IS NULL") == "0");
        const auto tables = json::parse(
            ask("SELECT coalesce(json_agg(relname), '[]') FROM pg_class WHERE relkind = 'r' AND "
                "relnamespace = '" +
                a + "'::regnamespace"));
        CHECK(tables.as_array().size() > 10);
        std::string found;
        for (const auto& t : tables.as_array()) {
            const std::string name{t.as_string()};
            const auto lines = [&](const std::string& schema) {
                return "SELECT (to_jsonb(t) - '{revoked_at,revoked_reason}'::text[])::text AS line "
                       "FROM " +
                       schema + "." + name + " t";
            };
            const auto n = ask("SELECT count(*) FROM ((" + lines(a) + " EXCEPT ALL " + lines(b) +
                               ") UNION ALL (" + lines(b) + " EXCEPT ALL " + lines(a) + ")) d");
            if (n != "0") found += name + ": " + n + " ";
        }
        return found;
    }
    temp_folder folder;

private:
    std::string file_;
};

std::string listing_of(const std::string& file) {
    std::string out;
    auto* pipe = ::popen(("tar -tf " + file).c_str(), "r");
    REQUIRE(pipe);
    for (int c = 0; (c = std::fgetc(pipe)) != EOF;) out.push_back(static_cast<char>(c));
    CHECK(::pclose(pipe) == 0);
    return out;
}

std::size_t resident_kib(pid_t pid) {
    std::ifstream status{"/proc/" + std::to_string(pid) + "/status"};
    for (std::string line; std::getline(status, line);)
        if (line.starts_with("VmHWM:")) return std::stoul(line.substr(6));
    return 0;
}

std::string token_of_god(archive_world& w) {
    auto in = w.client().post(
        "/auth/login",
        R"({"email":"god@example.com","password":"Almighty-Horse-9","tokenDelivery":"body"})");
    return in.text("/data/accessToken");
}

}

TEST_CASE(
    "a tenant comes back from its archive with ids, passwords, keys and values as they were") {
    archive_world w;
    const auto id = w.make_ada();
    auto eve = w.signed_in("ada", "eve");
    const auto key = eve.post(keys_path, key_asking_for(R"("allowedClaims":["*"])"));
    REQUIRE(key.status == 201);
    const auto archive = w.exported();
    CHECK(std::filesystem::status(w.path("ada.tar")).permissions() ==
          (std::filesystem::perms::owner_read | std::filesystem::perms::owner_write));
    const auto names = listing_of(w.path("ada.tar"));
    CHECK(names.starts_with("manifest.json\n"));
    for (const auto* table : {"users", "roles", "samples", "nodes", "things"})
        CHECK(names.find("\n" + std::string{table} + ".ndjson\n") != std::string::npos);
    CHECK(archive.find("$argon2id$") != std::string::npos); // a backup has hashes of passwords

    const auto made = w.tenant({"restore", w.path("ada.tar"), "--subdomain", "Bea", "--json"});
    INFO(made.err);
    REQUIRE(made.code == 0);
    const auto told = json::parse(made.out);
    CHECK(told.at("subdomain") == "bea");
    CHECK(told.at("leftOut").as_array().empty());
    CHECK(w.difference("tenant_ada", "tenant_bea").empty());
    CHECK(w.ask("SELECT count(*) FROM tenant_bea.samples") == "5004");
    CHECK(told.at("rows").to_number<int>() > 8004);
    const auto same = [&](const char* column) {
        return w.ask("SELECT count(DISTINCT " + std::string{column} + ") FROM main.tenants") == "1";
    };
    for (const auto* column : {"company_id", "company_name", "god_admin_email", "plan", "status",
                               "max_users", "settings", "version"})
        CHECK(same(column));
    CHECK_FALSE(same("id"));
    CHECK(w.ask("SELECT count(DISTINCT (feature_name, enabled, config)), count(*) FROM "
                "main.tenant_features") == "2");
    CHECK(w.ask("SELECT string_agg(event_type, ' ' ORDER BY e.id) FROM main.tenant_events e JOIN "
                "main.tenants t ON t.id = tenant_id WHERE subdomain = 'bea' AND event_type <> "
                "'migrated'") == "requested provisioned restored");

    // They sign in with what they had, are who they were, and the tables keep their rules.
    auto twin = w.signed_in("bea", "eve");
    CHECK(twin.get("/auth/me").text("/data/user/id") == eve.get("/auth/me").text("/data/user/id"));
    CHECK(w.signed_in("bea", "admin").get("/users").status == 200);
    CHECK(program(w.client(), key.text("/data/key")).get("/things", by_header("bea")).status ==
          200);
    const auto add = [&](const std::string& node) {
        auto admin = w.signed_in("bea", "admin");
        return outcome(admin.post("/nodes", node));
    };
    CHECK(add(R"({"name":"node 1"})") == "409 duplicate");
    CHECK(add(R"({"name":"new","parentId":"00000000-0000-4000-8000-999999999999"})") ==
          "409 foreign_key_conflict");
    CHECK(add(R"({"name":"new","parentId":"00000000-0000-4000-8000-000000000001"})") == "201");
    // Sessions do not: they are those of another tenant.
    auto stray = w.visitor("bea");
    stray.agent.cookies = eve.agent.cookies;
    CHECK(stray.get("/auth/me").status == 401);
    CHECK(eve.get("/auth/me").status == 200);
    CHECK(w.ask("SELECT count(*) FROM tenant_ada.nodes") == "3000");
}

TEST_CASE("a godmin downloads a tenant, and nobody else does") {
    archive_world w;
    const auto id = w.make_ada();
    const auto path = "/tenants/" + id + "/export";
    CHECK(outcome(w.client().get(path)) == "401 unauthenticated");
    CHECK(outcome(w.member("mia").get(path)) == "403 forbidden");
    CHECK(outcome(w.signed_in("ada", "admin").get(path)) == "404 not_found");
    auto god = w.god();
    CHECK(outcome(god.get(path, by_header("ada"))) == "404 not_found");
    CHECK(outcome(god.get("/tenants/nonsense/export")) == "400 malformed_id");
    CHECK(outcome(god.get("/tenants/00000000-0000-4000-8000-000000000000/export")) ==
          "404 not_found");
    const auto a = god.get(path);
    REQUIRE(a.status == 200);
    CHECK(a.header("Content-Type") == "application/x-tar");
    CHECK(a.header("Content-Disposition") == "attachment; filename=\"ada.tar\"");
    CHECK(w.ask("SELECT performed_by = (SELECT id::text FROM main.users WHERE is_god) FROM "
                "main.tenant_events WHERE event_type = 'exported'") == "t");
    const auto made = w.tenant({"restore", "-", "--subdomain", "bea"}, a.body);
    INFO(made.err);
    CHECK(made.code == 0);
    CHECK(w.difference("tenant_ada", "tenant_bea").empty());
    // Also one that is shut.
    REQUIRE(god.post("/tenants/" + id + "/suspend", "{}").status == 200);
    CHECK(god.get(path).status == 200);
    // Nothing of one that is not complete.
    w.ask("UPDATE main.tenants SET version = NULL WHERE id = '" + id + "'");
    CHECK(outcome(god.get(path)) == "409 tenant_not_ready");
}

TEST_CASE("an archive is of one moment, while rows are written") {
    archive_world w;
    const auto id = w.make_ada();
    // Each change moves one from a node's name to another: the sum stays.
    w.ask("CREATE TABLE tenant_ada.purses (id int PRIMARY KEY, coins int NOT NULL); "
          "INSERT INTO tenant_ada.purses SELECT n, 100 FROM generate_series(1, 20000) n");
    std::atomic<bool> over{false};
    std::thread mover{[&] {
        for (int i = 1; !over; i = i % 9999 + 1)
            w.ask("UPDATE tenant_ada.purses SET coins = coins + CASE WHEN id = " +
                  std::to_string(i) + " THEN -1 ELSE 1 END WHERE id IN (" + std::to_string(i) +
                  ", " + std::to_string(20000 - i) + ")");
    }};
    auto god = w.god();
    for (int round = 0; round < 5; ++round) {
        const auto a = god.get("/tenants/" + id + "/export");
        REQUIRE(a.status == 200);
        std::int64_t sum = 0, rows = 0;
        constexpr std::string_view key = "\"coins\": ";
        for (auto at = a.body.find(key); at != std::string::npos; at = a.body.find(key, at + 1))
            sum += std::stoi(a.body.substr(at + key.size(), 10)), ++rows;
        CHECK(rows == 20000);
        CHECK(sum == 2'000'000);
    }
    over = true;
    mover.join();
}

TEST_CASE("who leaves in the middle of a download keeps no connection to the database") {
    archive_world w;
    const auto id = w.make_ada();
    const auto request = "GET /tenants/" + id + "/export HTTP/1.1\r\nHost: localhost\r\n" +
                         "Authorization: Bearer " + token_of_god(w) + "\r\n\r\n";
    for (int i = 0; i < 30; ++i) (void)http_client::raw(w.node().port(), request, 0.05);
    auto god = w.god();
    CHECK(god.get("/tenants/" + id + "/export").status == 200);
    CHECK(eventually(
        [&] {
            return w.ask("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
                         "AND state LIKE 'idle in transaction%'") == "0";
        },
        std::chrono::seconds{20}));
}

TEST_CASE("the server's memory does not grow with the tenant") {
    archive_world w;
    const auto id = w.make_ada();
    w.ask("INSERT INTO tenant_ada.samples (v_text) SELECT string_agg(md5((n * 40 + k)::text), '') "
          "FROM generate_series(1, 60000) n, generate_series(1, 40) k GROUP BY n");
    auto god = w.god();
    REQUIRE(god.get("/tenants").status == 200);
    const auto before = resident_kib(w.node().serving_child());
    const auto size = [&] {
        const auto command = "curl -sf -H 'Authorization: Bearer " + token_of_god(w) +
                             "' http://127.0.0.1:" + std::to_string(w.node().port()) + "/tenants/" +
                             id + "/export | wc -c";
        auto* pipe = ::popen(command.c_str(), "r");
        REQUIRE(pipe);
        long long n = 0;
        CHECK(std::fscanf(pipe, "%lld", &n) == 1);
        ::pclose(pipe);
        return n;
    }();
    CHECK(size > 75'000'000);
    const auto after = resident_kib(w.node().serving_child());
    CHECK(before > 0);
    CHECK(after < before + 24 * 1024);
}

TEST_CASE("what cannot be restored leaves nothing behind") {
    archive_world w;
    w.make_ada();
    const auto archive = w.exported();
    const auto refused = [&](const std::string& from, std::string_view why,
                             const std::string& name = "bea") {
        const auto r = w.tenant({"restore", "-", "--subdomain", name}, from);
        INFO(why << "\n" << r.err);
        CHECK(r.code == 1);
        CHECK(r.out.empty());
        CHECK(r.err.find(why) != std::string::npos);
        CHECK(w.ask("SELECT count(*) FROM main.tenants") == "1");
        CHECK(w.ask("SELECT to_regnamespace('tenant_bea') IS NULL") == "t");
    };
    const auto changed = [&](std::string_view was, std::string_view is) {
        REQUIRE(was.size() == is.size());
        auto other = archive;
        const auto at = other.find(was);
        REQUIRE(at != std::string::npos);
        return other.replace(at, is.size(), is);
    };
    refused("", "cut off");
    refused("nonsense", "cut off");
    refused(std::string(5000, 'x'), "no tar archive");
    refused(archive.substr(0, archive.size() / 2), "cut off");
    refused(archive.substr(0, archive.size() - 600), "cut off");
    refused(archive, "the subdomain is reserved", "www");
    refused(archive, "the subdomain may have", "b_a");
    refused(archive, "belongs to somebody", "ada");
    const auto version =
        w.ask("SELECT tables FROM main.tenants JOIN main.tenant_versions ON number = version");
    refused(changed(version, std::string(version.size(), '0')), "another configuration or version");
    refused(changed("\"format\":1", "\"format\":2"), "another format");
    refused(changed("nodes.ndjson", "mores.ndjson"), "damaged"); // the checksum of its header
    refused(changed("\"node 16\"", "\"node 18\""), "23505");
    refused(changed("\"parent_id\": \"00000000", "\"parent_id\": \"xxxxxxxx"), "22P02");
    auto shorter = archive;
    const auto node = shorter.find("\"node 5\"");
    const auto line = shorter.rfind('\n', node) + 1;
    shorter.replace(line, shorter.find('\n', node) - line, shorter.find('\n', node) - line, '\n');
    refused(shorter, "has 2999 rows instead of 3000");
    const auto broken = "\"parent_id\": \"00000000-0000-4000-8000-000000000001\"";
    refused(changed(broken, "\"parent_id\": \"00000000-0000-4000-9999-000000000001\""), "23503");

    const auto export_refused = [&](std::vector<std::string> verb, std::string_view why) {
        const auto r = w.tenant(std::move(verb));
        CHECK(r.code == 1);
        CHECK(r.err.find(why) != std::string::npos);
    };
    export_refused({"export", "bea", "--out", w.path("b.tar")}, "no such tenant");
    CHECK_FALSE(std::filesystem::exists(w.path("b.tar")));
    CHECK_FALSE(std::filesystem::exists(w.path("b.tar.partial")));
    export_refused({"export", "ada", "--out", w.path("ada.tar")}, "is there already");
    export_refused({"export", "ada", "--out", w.path("none/a.tar")}, "cannot be written");
    export_refused({"restore", w.path("none.tar"), "--subdomain", "bea"}, "cannot be read");
    CHECK(w.tenant({"restore", w.path("ada.tar")}).code == 2);
    CHECK(w.tenant({"export", "ada"}).code == 2);
    CHECK(w.tenant({"restore", w.path("ada.tar"), "--subdomain", "bea"}).code == 0);
}

TEST_CASE("what is not declared any more is left out, and told of") {
    archive_world w;
    w.make_ada();
    w.ask("ALTER TABLE tenant_ada.things ADD COLUMN old_price int DEFAULT 7; INSERT INTO "
          "tenant_ada.things (code) VALUES ('x'); CREATE TABLE tenant_ada.old_things (a int)");
    w.exported();
    const auto r = w.tenant({"restore", w.path("ada.tar"), "--subdomain", "bea"});
    CHECK(r.code == 0);
    CHECK(r.err.find("things.old_price") != std::string::npos);
    CHECK(r.err.find("old_things") != std::string::npos);
    CHECK(w.ask("SELECT code FROM tenant_bea.things") == "x");
}

TEST_CASE("a restore that is killed is taken back by a server, and its name is free again") {
    archive_world w;
    w.make_ada();
    w.exported();
    std::string variables;
    for (const auto& [name, value] : w.environment()) variables += name + "='" + value + "' ";
    const auto restore = [&](const std::string& program) {
        const auto command = "cat " + w.path("ada.tar") + " | env " + variables + program +
                             " tenant restore - --subdomain bea --config " + w.path("config.json") +
                             " >/dev/null 2>/dev/null";
        return std::system(command.c_str());
    };
    // It is held until it is killed, when all rows are there.
    w.ask("CREATE FUNCTION main.hold() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF NEW.status "
          "= 'active' AND NEW.subdomain = 'bea' THEN PERFORM pg_sleep(10); END IF; RETURN NEW; END "
          "$$; CREATE TRIGGER hold BEFORE UPDATE ON main.tenants FOR EACH ROW EXECUTE FUNCTION "
          "main.hold()");
    std::thread killed{[&] { CHECK(restore("timeout -s KILL 6 " NUCLEUSD_BINARY) != 0); }};
    CHECK(eventually([&] { return w.state_of("bea") == "provisioning true"; },
                     std::chrono::seconds{5}));
    CHECK(w.client().get("/things", by_header("bea")).status == 404);
    CHECK(eventually([&] { return w.state_of("bea") == "none false"; }, std::chrono::seconds{60}));
    killed.join();
    w.ask("DROP TRIGGER hold ON main.tenants");
    CHECK(restore(NUCLEUSD_BINARY) == 0);
    CHECK(w.difference("tenant_ada", "tenant_bea").empty());
}
