// The command line from outside: what it prints where, and its exit codes.
#include "support/server_process.hpp"
#include <boost/json.hpp>
#include <catch2/catch_test_macros.hpp>

using namespace nucleus::testing;
namespace json = boost::json;

namespace {

constexpr const char* small = R"({"appId":"cli-test","mode":"development",
    "authentication":{"enabled":true},
    "entities":[{"table_name":"notes","columns":[{"name":"title","type":"text","notNull":true}]}],
    "database":{"dataDir":"DATA"}})";

/// A folder with a config file whose embedded database stays in the folder too.
struct project {
    temp_folder folder;
    std::string file;
    explicit project(std::string text = small) {
        if (const auto at = text.find("DATA"); at != text.npos)
            text.replace(at, 4, (folder.path() / "db").string());
        file = folder.write("config.json", text).string();
    }
    [[nodiscard]] finished run(std::vector<std::string> verb, std::string_view input = {}) const {
        verb.insert(verb.end(), {"--config", file});
        return run_nucleusd(verb, {}, input);
    }
};

bool has(const std::string& text, std::string_view part) {
    return text.find(part) != std::string::npos;
}

}

TEST_CASE("help and version go to stdout, wrong usage is 2 and says what to do") {
    CHECK(run_nucleusd({"--version"}).out.starts_with("nucleusd "));
    const auto help = run_nucleusd({"--help"});
    CHECK(help.code == 0);
    for (const auto* verb : {"serve", "check-config", "config", "routes", "plugins", "migrate",
                             "init", "database", "admin", "claims", "tenant", "generate"})
        CHECK(has(help.out, verb));
    const auto nothing = run_nucleusd({});
    CHECK(nothing.code == 2);
    CHECK(has(nothing.err, "nucleusd init"));
    const auto of_verb = run_nucleusd({"routes", "--help"});
    CHECK(of_verb.code == 0);
    CHECK(has(of_verb.out, "--config FILE"));
    CHECK(run_nucleusd({"frobnicate"}).code == 2);
    CHECK(run_nucleusd({"routes"}).code == 2);
}

TEST_CASE("init writes a config that is valid, and replaces none") {
    temp_folder folder;
    const auto file = (folder.path() / "app.json").string();
    CHECK(run_nucleusd({"init", file}).code == 0);
    CHECK(run_nucleusd({"check-config", "--config", file}).code == 0);
    CHECK(run_nucleusd({"init", file}).code == 1);
    CHECK(run_nucleusd({"init", "--force", file}).code == 0);
}

TEST_CASE("routes, config and plugins answer without a database") {
    const project p;
    const auto routes = json::parse(p.run({"routes", "--json"}).out).as_array();
    bool found = false;
    for (const auto& row : routes) {
        if (row.at("key") != "ADD_NOTE") continue;
        found = true;
        CHECK(row.at("method") == "POST");
        CHECK(row.at("path") == "/notes");
        CHECK(row.at("access") == "claim post.notes");
        CHECK(row.at("plugin") == "crud");
    }
    CHECK(found);
    CHECK(json::parse(p.run({"config", "show", "--json"}).out).at("appId") == "cli-test");
    CHECK(json::parse(p.run({"config", "schema"}).out)
              .at("properties")
              .as_object()
              .contains("entities"));
    CHECK(has(p.run({"plugins", "list"}).out, "auth "));
    CHECK(p.run({"check-config"}).code == 0);
    CHECK(p.run({"generate", "openapi"}).code == 0);
    CHECK_FALSE(std::filesystem::exists(p.folder.path() / "db")); // none of them leaves anything
}

TEST_CASE("psql gets what stands behind --") {
    const project p;
    const auto asked = run_nucleusd({"--config", p.file, "database", "psql", "--", "-Atc",
                                     "select 6 * 7", "-v", "ON_ERROR_STOP=1"});
    INFO(asked.err);
    CHECK(asked.code == 0);
    CHECK(asked.out == "42\n");
    CHECK(run_nucleusd({"--config", p.file, "database", "psql", "--", "-Atc",
                        "select"
                        " nothing"})
              .code == 1);
}

TEST_CASE("a variable that misses its name by a letter is not passed over in silence") {
    const project p;
    const auto told = [&](const char* name) {
        return run_nucleusd({"--config", p.file, "check-config"}, {{name, "8081"}}).err;
    };
    CHECK(has(told("NUCLEUS_SERVER_PORT"), "did you mean NUCLEUS_SERVER__PORT?"));
    CHECK(has(told("NUCLEUS_MOD"), "did you mean NUCLEUS_MODE?"));
    CHECK_FALSE(has(told("NUCLEUS_SHOP_SECRET"), "did you mean"));
}

TEST_CASE("plugins are looked for where the message says") {
    const project p;
    const auto refused = [&](const char* setting) {
        const auto r = p.run({"check-config", "--set", setting});
        CHECK(r.code == 1);
        return r.err;
    };
    const auto here = std::filesystem::current_path().string();
    CHECK(has(refused("plugins.directory=nowhere"), here + "/nowhere is no folder"));
    CHECK(has(refused(R"(plugins.load=["./mine.so"])"), here + "/mine.so"));
}

TEST_CASE("a flag beats the file") {
    const project p;
    const auto shown = p.run({"config", "show", "--json", "--set", "appId=other"});
    CHECK(json::parse(shown.out).at("appId") == "other");
    CHECK(p.run({"check-config", "--set", "server.port=70000"}).code == 1);
}

TEST_CASE("generate --check tells whether a document is up to date") {
    const project p;
    const auto out = p.folder.path().string();
    CHECK(p.run({"generate", "openapi", "--out", out, "--check"}).code == 3);
    CHECK(p.run({"generate", "openapi", "--out", out}).code == 0);
    CHECK(p.run({"generate", "openapi", "--out", out, "--check"}).code == 0);
    p.folder.write("openapi.json", "{}");
    CHECK(p.run({"generate", "openapi", "--out", out, "--check"}).code == 3);
}

TEST_CASE("migrate: 3 while something is pending, 0 once it is applied") {
    const project p;
    const auto pending = p.run({"migrate", "status"});
    CHECK(pending.code == 3);
    CHECK(has(pending.out, "auth"));
    CHECK(p.run({"migrate", "apply"}).code == 0);
    CHECK(p.run({"migrate", "status"}).code == 0);
    CHECK(p.run({"migrate", "plan"}).code == 0);
    CHECK(has(p.run({"migrate", "apply"}).err, "nothing to do"));
    // A column more, and one less.
    const auto with_columns = [&](const std::string& columns) {
        auto config = json::parse(small).as_object();
        config["database"] = json::object{{"dataDir", (p.folder.path() / "db").string()}};
        config["entities"].as_array()[0].as_object()["columns"] = json::parse(columns);
        p.folder.write("config.json", json::serialize(config));
    };
    with_columns(
        R"([{"name":"title","type":"text","notNull":true},{"name":"body","type":"text"}])");
    for (const auto* verb : {"status", "plan"}) {
        const auto told = p.run({"migrate", verb});
        CHECK(told.code == 3);
        CHECK(has(told.out, "pending  main  entity  notes.body: add the column"));
    }
    CHECK(p.run({"migrate", "apply"}).code == 0);
    CHECK(p.run({"migrate", "status"}).code == 0);
    with_columns(R"([{"name":"title","type":"text","notNull":true}])");
    const auto former = p.run({"migrate", "plan"});
    CHECK(former.code == 0);
    CHECK(has(former.out, "optional  main  entity  notes.body"));
}

TEST_CASE("config env lists what is missing") {
    const project p{
        R"({"appId":"x","server":{"secret":"APP_SECRET"},"database":{"url":"DB_URL"}})"};
    const auto told = p.run({"config", "env"});
    CHECK(told.code == 1);
    CHECK(has(told.out, "APP_SECRET  missing  $.server.secret"));
    CHECK(has(told.out, "DB_URL  missing  $.database.url"));
}

TEST_CASE("a misspelt section is told which one was meant") {
    const project p{R"({"mode":"development","entitys":[]})"};
    CHECK(has(p.run({"check-config"}).err, R"(did you mean "entities"?)"));
}

TEST_CASE("admin create makes a godmin; a weak password is refused with every rule it breaks") {
    const project p;
    REQUIRE(p.run({"migrate", "apply"}).code == 0);
    const auto weak = p.run({"admin", "create", "--email", "root@example.com"}, "short\n");
    CHECK(weak.code == 1);
    CHECK(has(weak.err, "the password must have at least 8 characters"));
    CHECK(has(weak.err, "digit"));
    CHECK_FALSE(has(weak.err, "short\n"));
    const auto made =
        p.run({"admin", "create", "--email", "root@example.com"}, "Correct-Horse-9\n");
    CHECK(made.code == 0);
    CHECK_FALSE(has(made.out + made.err, "Correct-Horse-9"));
}
