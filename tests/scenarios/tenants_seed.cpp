// What new tenants begin with: the rows of tenants.seed.
#include "tenant_world.hpp"
#include <csignal>

using namespace nucleus::testing;

namespace {

constexpr const char* first_shelf = "00000000-0000-7000-8000-0000000000aa";

/// Books on shelves, which come later in the alphabet and are begun with all the same.
void with_books(json::object& c) {
    auto& entities = c["entities"].as_array();
    entities.push_back(json::parse(R"({"table_name": "books", "columns": [
        {"name": "title", "type": "varchar", "length": 40, "notNull": true, "sanitize": ["trim"]},
        {"name": "pages", "type": "integer", "default": 100},
        {"name": "shelf_id", "type": "uuid", "notNull": true, "references": {"table": "shelves"}},
        {"name": "sequel_of", "type": "uuid", "references": {"table": "books"}}]})"));
    entities.push_back(json::parse(R"({"table_name": "shelves", "columns": [
        {"name": "name", "type": "text", "notNull": true, "unique": true},
        {"name": "tags", "type": "text", "array": true}, {"name": "form", "type": "jsonb"}]})"));
    const json::string shelf{first_shelf};
    section(c, "tenants")["seed"] = json::object{
        {"books", json::array{json::object{{"title", " Emma "}, {"shelfId", shelf}},
                              json::object{{"title", "Kim"}, {"shelf_id", shelf}, {"pages", 7}}}},
        {"shelves", json::array{json::object{{"id", shelf}, {"name", "top"}}, json::parse(R"(
            {"name": "low", "tags": ["a", "b c"], "form": {"wood": null}})")}}};
}

json::object& seed_of(json::object& c) { return section(section(c, "tenants"), "seed"); }

std::string rows_in(const tenant_world& w, const std::string& schema) {
    return w.ask("SELECT (SELECT count(*) FROM " + schema + ".books) || ' ' || (SELECT count(*) " +
                 "FROM " + schema + ".shelves)");
}

/// What check-config says of a configuration.
finished checked(const tenant_world& w, const json::object& c) {
    temp_folder folder;
    const auto file = folder.write("config.json", json::serialize(c)).string();
    return run_nucleusd({"check-config", "--config", file}, w.environment());
}

}

TEST_CASE("a new tenant begins with the rows of the configuration") {
    tenant_world w{with_books};
    w.provision("acme");
    auto admin = w.signed_in("acme", "admin");
    const auto shelf = admin.get("/shelves/" + std::string{first_shelf});
    REQUIRE(shelf.status == 200);
    CHECK(shelf.text("/data/name") == "top");
    CHECK(shelf.at("/data/isActive") == true);
    CHECK(shelf.at("/data/createdBy").is_null());
    CHECK(shelf.text("/data/createdAt") == shelf.text("/data/updatedAt"));
    CHECK(w.ask("SELECT string_agg(title || ' ' || pages, ', ' ORDER BY title) FROM "
                "tenant_acme.books") == "Emma 100, Kim 7");
    CHECK(w.ask("SELECT tags || form::text FROM tenant_acme.shelves WHERE name = 'low'") ==
          R"({a,"b c","{\"wood\": null}"})");
    CHECK(rows_in(w, "main") == "0 0");
    CHECK(admin.del("/shelves/" + std::string{first_shelf}).status == 409); // books refer to it
    const auto book = w.ask("SELECT id FROM tenant_acme.books WHERE title = 'Kim'");
    CHECK(admin.del("/books/" + book).status == 200); // and they are the tenant's from now on
    w.restart();
    CHECK(rows_in(w, "tenant_acme") == "1 2");

    auto c = w.client();
    CHECK(c.post("/tenants/self-signup", w.signup("bolt")).status == 201);
    CHECK(rows_in(w, "tenant_bolt") == "2 2");
    CHECK(faults(c.post("/tenants/self-signup", w.signup("cord", R"(,"seed":false)"))) ==
          std::map<std::string, std::string>{{"/seed", "unknown_field"}});
}

TEST_CASE("many rows are as good as few") {
    tenant_world w{[](json::object& c) {
        with_books(c);
        auto& books = seed_of(c)["books"].as_array();
        for (int i = 0; i < 3000; ++i)
            books.push_back(
                json::object{{"title", "book " + std::to_string(i)}, {"shelfId", first_shelf}});
    }};
    w.provision("acme");
    CHECK(rows_in(w, "tenant_acme") == "3002 2");
}

TEST_CASE("a tenant can be made without them, and that survives whoever makes it") {
    tenant_world w{with_books};
    w.provision("acme", R"(,"seed":false)");
    CHECK(rows_in(w, "tenant_acme") == "0 0");
    CHECK(w.god().get("/tenants").body.find("\"seed\"") == std::string::npos);
    temp_folder folder;
    const auto file = folder.write("config.json", json::serialize(w.config())).string();
    const auto made = [&](const char* name, std::vector<std::string> more) {
        more.insert(more.begin(), {"tenant", "provision", name, "--company", "C", "--email",
                                   "admin@example.com", "--config", file});
        return run_nucleusd(more, w.environment(), std::string{password} + "\n").code;
    };
    CHECK(made("bolt", {"--no-seed"}) == 0);
    CHECK(rows_in(w, "tenant_bolt") == "0 0");
    CHECK(made("cord", {}) == 0);
    CHECK(rows_in(w, "tenant_cord") == "2 2");

    // Asked for on a server that is gone before it can begin.
    std::thread holder{[&] {
        w.ask("BEGIN; SELECT pg_advisory_xact_lock(hashtext('nucleus.migrations'), "
              "hashtext('tenant_' || name)) FROM unnest(ARRAY['dusk', 'east']) AS name; SELECT "
              "pg_sleep(3); COMMIT");
    }};
    std::this_thread::sleep_for(std::chrono::milliseconds{300});
    const auto cookies = w.god().cookies;
    const auto order = [&](const char* name, const char* more) {
        try {
            http_client c{w.node().port()};
            c.cookies = cookies;
            c.post("/tenants/provision", tenant_world::order(name, more));
        } catch (const std::exception&) { // the server is gone
        }
    };
    std::thread first{[&] { order("dusk", R"(,"seed":false)"); }};
    std::thread second{[&] { order("east", ""); }};
    for (int i = 0; i < 500 && w.ask("SELECT count(*) FROM main.tenants") != "5"; ++i)
        std::this_thread::sleep_for(std::chrono::milliseconds{10});
    const auto child = w.node().serving_child();
    CHECK(child > 0);
    if (child > 0) ::kill(child, SIGKILL);
    first.join();
    second.join();
    holder.join();
    for (const auto* name : {"dusk", "east"})
        for (int i = 0; i < 3000 && w.state_of(name) != "active true"; ++i)
            std::this_thread::sleep_for(std::chrono::milliseconds{20});
    CHECK(rows_in(w, "tenant_dusk") == "0 0");
    CHECK(rows_in(w, "tenant_east") == "2 2");
}

TEST_CASE("rows that cannot be are faults of the configuration, with their places") {
    tenant_world w{with_books};
    const auto told = [&](std::string_view entity, std::string_view rows) {
        auto c = w.config();
        seed_of(c)[entity] = json::parse(rows);
        const auto r = checked(w, c);
        CHECK(r.code == 1);
        return r.err;
    };
    const auto has = [](const std::string& text, std::string_view part) {
        INFO(text);
        CHECK(text.find(part) != std::string::npos);
    };
    CHECK(checked(w, w.config()).code == 0);
    has(told("boks", R"([{"title":"x"}])"),
        "$.tenants.seed.boks: there is no entity of this name; did you mean \"books\"?");
    has(told("users", "[{}]"), "$.tenants.seed.users: there is no entity of this name");
    has(told("shelves", R"([{"name":"top","width":3}])"), "$.tenants.seed.shelves[0].width: ");
    has(told("things", R"([{"code":"a"},{"code":["b"]}])"), "$.tenants.seed.things[1].code: ");
    has(told("things", R"([{"createdAt":"2026-01-01T00:00:00Z"}])"),
        "$.tenants.seed.things[0].createdAt: ");
    has(told("things", R"({"code":"a"})"), "$.tenants.seed.things: ");
    const auto lost = told("shelves", "[]");
    has(lost, "$.tenants.seed.books[0].shelfId: no row of shelves that is given here has this id");
    has(lost, "$.tenants.seed.books[1].shelfId: ");

    seed_of(w.config())["boks"] = json::array{json::object{}};
    w.node().write_config(json::serialize(w.config()));
    w.node().signal(SIGHUP);
    REQUIRE(w.node().wait_log("reload refused"));
    CHECK(w.node().wait_log("$.tenants.seed.boks"));
    w.provision("acme");
    CHECK(rows_in(w, "tenant_acme") == "2 2");
    CHECK(w.node().stop() == 0);
    auto& refused = w.add_node(false);
    CHECK(refused.wait_exit() == 1);
    CHECK(refused.log().find("$.tenants.seed.boks") != std::string::npos);
}

TEST_CASE("other rows are for tenants that are made after the restart") {
    tenant_world w{with_books};
    w.provision("acme");
    seed_of(w.config())["books"] = json::array{};
    w.node().write_config(json::serialize(w.config()));
    w.node().signal(SIGHUP);
    REQUIRE(w.node().wait_log(R"("path":"$.tenants.seed")"));
    w.provision("bolt");
    CHECK(rows_in(w, "tenant_bolt") == "2 2");
    w.restart();
    w.provision("cord");
    CHECK(rows_in(w, "tenant_cord") == "0 2");
    CHECK(rows_in(w, "tenant_acme") == "2 2");
    CHECK(rows_in(w, "tenant_bolt") == "2 2");
}

TEST_CASE("rows that the database refuses make no tenant, and leave nothing") {
    tenant_world w{[](json::object& c) {
        with_books(c);
        seed_of(c)["shelves"].as_array().push_back(json::object{{"name", "top"}});
    }};
    CHECK(checked(w, w.config()).code == 0); // what is unique is the database's to say
    auto god = w.god();
    CHECK(outcome(god.post("/tenants/provision", w.order("acme"))) == "500 provisioning_failed");
    CHECK(w.state_of("acme") == "none false");
    CHECK(w.node().wait_log("shelves_name_key"));
    CHECK(w.node().wait_log("nothing of it is left"));
    w.provision("acme", R"(,"seed":false)");
    CHECK(w.signed_in("acme", "admin").get("/books").status == 200);
}
