// Whole configurations: precedence, faults, comparison.
#include "hello_section.hpp"

using namespace nucleus;
using namespace nucleus::testing;
using namespace std::chrono_literals;

TEST_CASE("an empty development config has every default") {
    attempt a{R"({"mode":"development"})"};
    a.load();
    INFO(a.told());
    REQUIRE(a.config);
    CHECK(server(a).port == 8080);
    CHECK(server(a).timeouts.idle == 75s);
    CHECK(a.config->get<config::rate_limit_config>("rateLimit").auth_routes.max == 60);
    CHECK(a.config->development());
    CHECK_FALSE(a.config->switched_on("server"));
    CHECK(a.config->origin("$.server.port") == "default");
    CHECK_THROWS_AS(a.config->get<config::server_config>("nobody"), std::out_of_range);
    CHECK_THROWS_AS(a.config->get<config::server_config>("logging"), std::out_of_range);
}

TEST_CASE("flags beat environment beats overrides beats file beats defaults") {
    attempt a{
        R"({"mode":"development","server":{"port":1001,"host":"h1","threads":1,"bodyLimit":"2MiB"}})"};
    a.from.overrides = R"({"server":{"port":1002,"host":"h2","threads":2}})";
    a.from.environment = {{"NUCLEUS_SERVER__PORT", "1003"}, {"NUCLEUS_SERVER__HOST", "h3"}};
    a.from.flags = {"server.port=9", "server.port=1004"};
    a.load();
    INFO(a.told());
    REQUIRE(a.config);
    CHECK(server(a).port == 1004);
    CHECK(server(a).host == "h3");
    CHECK(server(a).threads == 2);
    CHECK(server(a).body_limit.bytes == 2 * 1024 * 1024);
    CHECK(a.config->origin("$.server.port") == "flag");
    CHECK(a.config->origin("/server/host") == "env");
    CHECK(a.config->origin("$.server.threads") == "override");
    CHECK(a.config->origin("$.server.bodyLimit") == "file");
    CHECK(a.config->origin("$.server.adminHost") == "default");
}

TEST_CASE("every value can be shown with its origin") {
    attempt a{R"({"mode":"development","server":{"trustedProxies":["::1"],"metricsToken":"t"}})"};
    a.from.flags = {"server.timeouts.idle=5s"};
    a.load();
    INFO(a.told());
    REQUIRE(a.config);
    const auto values = a.config->values();
    const auto has = [&](std::string_view path, std::string_view json, std::string_view origin) {
        return std::any_of(values.begin(), values.end(), [&](const config::shown_value& v) {
            return v.path == path && v.json == json && v.origin == origin;
        });
    };
    CHECK(has("$.mode", "\"development\"", "file"));
    CHECK(has("$.appId", "\"nucleus\"", "default"));
    CHECK(has("$.server.trustedProxies", "[\"::1\"]", "file"));
    CHECK(has("$.server.metricsToken", "\"***\"", "file"));
    CHECK(has("$.server.timeouts.idle", "\"5s\"", "flag"));
    CHECK(has("$.server.timeouts.drain", "\"30s\"", "default"));
}

TEST_CASE("the environment reaches nested keys of every kind") {
    attempt a{"{}"};
    a.from.environment = {{"NUCLEUS_MODE", "development"},
                          {"NUCLEUS_APP_ID", "1234"},
                          {"NUCLEUS_RATE_LIMIT__PUBLIC_ROUTES__MAX", "7"},
                          {"NUCLEUS_RATE_LIMIT__BY_IP", "false"},
                          {"NUCLEUS_SERVER__BODY_LIMIT", "10MiB"},
                          {"NUCLEUS_SERVER__TIMEOUTS__IDLE", "5s"},
                          {"NUCLEUS_SERVER__TRUSTED_PROXIES", R"(["10.0.0.0/8"])"},
                          {"NUCLEUS_SERVER__ADMIN_PORT", "9090"},
                          {"NUCLEUS_HOME", "not ours"},
                          {"PATH", "/bin"}};
    a.load();
    INFO(a.told());
    REQUIRE(a.config);
    CHECK(a.config->get<config::root_config>("").app_id == "1234");
    CHECK(a.config->get<config::rate_limit_config>("rateLimit").public_routes.max == 7);
    CHECK_FALSE(a.config->get<config::rate_limit_config>("rateLimit").by_ip);
    CHECK(server(a).body_limit.bytes == 10 * 1024 * 1024);
    CHECK(server(a).timeouts.idle == 5s);
    CHECK(server(a).trusted_proxies.size() == 1);
    CHECK(server(a).admin_port == 9090);
    CHECK(a.config->switched_on("rateLimit"));
}

TEST_CASE("variables and flags that lead nowhere are named") {
    attempt a{R"({"mode":"development"})"};
    a.from.environment = {{"NUCLEUS_SERVR__PORT", "1"},
                          {"NUCLEUS_SERVER__PROT", "1"},
                          {"NUCLEUS_SERVER__PORT__X", "1"}};
    a.from.flags = {"server.hots=x", "nonsense", "=1"};
    a.load();
    INFO(a.told());
    CHECK_FALSE(a.config);
    CHECK(a.tells("NUCLEUS_SERVR__PORT", "did you mean \"SERVER\"?"));
    CHECK(a.tells("NUCLEUS_SERVER__PROT", "did you mean \"PORT\"?"));
    CHECK(a.tells("NUCLEUS_SERVER__PORT__X", "has no keys"));
    CHECK(a.tells("$.server.hots", "did you mean \"host\"?"));
    CHECK(a.tells("$.server.hots", "flag"));
    CHECK(a.tells("nonsense", "section.key=value"));
}

TEST_CASE("substitution converts to what the field takes") {
    auto a = with_plugins(
        R"({"mode":"${MODE:development}","server":{"port":"${PORT}","securityHeaders":"${SH:false}",
        "cors":{"origins":["https://${HOST}"]}},"hello":{"greeting":"${PORT}"}})");
    a.from.environment = {{"PORT", "9001"}, {"HOST", "a.example"}};
    a.load();
    INFO(a.told());
    REQUIRE(a.config);
    CHECK(server(a).port == 9001);
    CHECK_FALSE(server(a).security_headers);
    CHECK(server(a).cors.origins == std::vector<std::string>{"https://a.example"});
    CHECK(a.config->get<hello_config>("hello").greeting == "9001");
}

TEST_CASE("ten faults are told at once") {
    auto a = with_plugins(R"({
        "mode": "production",
        "sevrer": {},
        "server": {"prot": 1, "port": 70000, "threads": "many", "secret": "short", "publicUrl": "shop.example",
                   "trustedProxies": ["10.0.0.0/8", "10.0.0.0/33"], "tls": {"certificate": "/nowhere.pem"},
                   "cors": {"origins": ["*"]}},
        "database": {"schemas": ["main", "pg_x"], "url": "NOT_SET_ANYWHERE"},
        "hello": {"greeting": "bye", "token": {"keys": {"a": "WEAK"}}},
        "rateLimit": {"strategy": "sometimes", "publicRoutes": {"max": "${NOT_SET}"}},
        "logging": {"scopes": ["a..b"]},
        "webauthn": {"enabled": true}
    })");
    a.from.environment = {{"WEAK", "0123"}};
    a.load();
    INFO(a.told());
    CHECK_FALSE(a.config);
    for (const auto* path :
         {"$.sevrer", "$.server.prot", "$.server.port", "$.server.threads", "$.server.secret",
          "$.server.publicUrl", "$.server.trustedProxies[1]", "$.server.tls.key",
          "$.server.cors.origins[0]", "$.database.schemas[1]", "$.database.url", "$.hello.greeting",
          "$.rateLimit.strategy", "$.rateLimit.publicRoutes.max", "$.logging.scopes[0]",
          "$.webauthn"}) {
        INFO(path);
        CHECK(a.at(path));
    }
    CHECK(a.tells("$.sevrer", "did you mean \"server\"?"));
    CHECK(a.tells("$.server.prot", "did you mean \"port\"?"));
    CHECK(a.tells("$.webauthn", "plugin webauthn"));
    CHECK(a.tells("$.database.url", "NOT_SET_ANYWHERE"));
    CHECK(a.told().find("short\n") == std::string::npos);
    CHECK(a.found.faults.size() == 16);
}

TEST_CASE(
    "annotations are allowed, sections of other systems warned about, disabled ones passed over") {
    auto a = with_plugins(
        R"({"$schema":"./s.json","x-note":1,"mode":"development","redis":{"a":1},"payments":{},
        "webauthn":{"enabled":false},"server":{"x-why":"because","cors":{"$schema":"x","x-a":{}}}})");
    a.load();
    INFO(a.told());
    REQUIRE(a.config);
    REQUIRE(a.found.warnings.size() == 2);
    CHECK(a.found.warnings[0].find("redis") != std::string::npos);
    CHECK(a.found.warnings[1].find("payments") != std::string::npos);
}

TEST_CASE("a file that cannot be read is one fault that names it") {
    attempt a{"{"};
    a.from.overrides = "";
    a.load();
    CHECK_FALSE(a.config);
    REQUIRE(a.found.faults.size() == 1);
    CHECK(a.found.faults[0].path == a.from.file.string());
    CHECK(a.found.faults[0].message.find("line 1, column 2") != std::string::npos);

    a.from.file = a.folder->path() / "absent.json";
    a.load();
    REQUIRE(a.found.faults.size() == 1);
    CHECK(a.tells(a.from.file.string(), "no such config file"));

    a.from.file = a.folder->path();
    a.load();
    CHECK(a.tells(a.from.file.string(), "folder"));
}

TEST_CASE("a section is switched on by being there, unless it says no") {
    const std::pair<std::string_view, bool> cases[] = {{R"("hello":{})", true},
                                                       {R"("hello":{"enabled":true})", true},
                                                       {R"("hello":{"enabled":false})", false},
                                                       {R"("hello":{"enabled":"${ON}"})", false},
                                                       {R"("email":{"enabled":false})", false}};
    for (const auto& [section, on] : cases) {
        auto a = with_plugins(R"({"mode":"development",)" + std::string{section} + "}");
        a.from.environment = {{"ON", "false"}};
        a.load();
        INFO(section << a.told());
        REQUIRE(a.config);
        CHECK(a.config->switched_on("hello") == on);
        CHECK_FALSE(a.config->switched_on("email")); // of a plugin that is not loaded
        const bool mentions_email = section.find("email") != std::string_view::npos;
        CHECK(a.config->switched_off("email") == mentions_email);
        CHECK(a.config->switched_off("hello") == (!on && !mentions_email));
    }
}

TEST_CASE("a value of any section can be asked for by its path, but for secrets") {
    auto a = with_plugins(R"({"mode":"development","hello":{"pin":"1234","greeting":"hi"},
        "server":{"cors":{"origins":["https://a.example"]}}})");
    a.load();
    INFO(a.told());
    REQUIRE(a.config);
    CHECK(a.config->value_at("$.hello.greeting") == R"("hi")");
    CHECK(a.config->value_at("$.hello.enabled") == "true"); // by default
    CHECK(a.config->value_at("$.hello.pin") == R"("***")");
    CHECK(a.config->value_at("$.server.cors.origins") == R"(["https://a.example"])");
    for (const auto* none : {"$.hello.nothing", "$.hello.nonsense", "$.nobody", "", "$.hello"})
        CHECK(a.config->value_at(none).empty());
}

TEST_CASE("a section may be one list") {
    auto a = with_plugins(
        R"({"mode":"development","things":[{"name":"a"},{"name":"b","active":false}]})");
    a.load();
    INFO(a.told());
    REQUIRE(a.config);
    CHECK(a.config->get<things_config>("things").things.size() == 2);
    CHECK(a.config->switched_on("things"));
    CHECK(a.config->masked_json("things") ==
          R"([{"name":"a","active":true},{"name":"b","active":false}])");

    auto b = with_plugins(R"({"mode":"development","things":[{"nam":"a"},{"name":1}]})");
    b.load();
    INFO(b.told());
    CHECK(b.tells("$.things[0].nam", "did you mean \"name\"?"));
    CHECK(b.at("$.things[0].name"));
    CHECK(b.at("$.things[1].name"));
}

TEST_CASE("a newer snapshot is compared key by key") {
    auto a = with_plugins(
        R"({"mode":"development","server":{"port":1},"things":[{"name":"a"}],"hello":{"pin":"1"}})");
    a.load();
    REQUIRE(a.config);
    const auto before = a.config;
    a.folder->write(
        "config.json",
        R"({"mode":"development","server":{"port":2,"bodyLimit":"3MiB","timeouts":{"idle":"1s"},
        "adminPort":5},"things":[{"name":"b"}],"hello":{"pin":"2"}})");
    a.load();
    INFO(a.told());
    REQUIRE(a.config);
    CHECK(before->changed_keys(*a.config) ==
          std::vector<std::string>{"$.server.port", "$.server.adminPort", "$.server.bodyLimit",
                                   "$.server.timeouts.idle", "$.hello.pin", "$.things"});
    CHECK(before->restart_keys(*a.config) ==
          std::vector<std::string>{"$.server.port", "$.server.adminPort", "$.things"});
    CHECK(before->changed_keys(*before).empty());
}

TEST_CASE("peek tells what chooses the plugins") {
    attempt a{
        R"({"x-a":1,"appId":"a","plugins":{"load":["${ONE:auth}","./x.so"]},"authentication":{"enabled":"${AUTH:true}"},
        "entities":[],"webauthn":{"enabled":false},"mine":{"anything":1},"server":{"prot":1}})"};
    a.from.environment = {{"NUCLEUS_CRUD__MAX_LIMIT", "5"}, {"NUCLEUS_TENANTS__ENABLED", "false"}};
    const auto b = a.loader.peek(a.from, a.found);
    INFO(a.told());
    CHECK(a.found.faults.empty());
    CHECK(b.plugins.load == std::vector<std::string>{"auth", "./x.so"});
    CHECK(b.sections == std::map<std::string, bool>{{"authentication", true},
                                                    {"crud", true},
                                                    {"entities", true},
                                                    {"mine", true},
                                                    {"plugins", true},
                                                    {"server", true},
                                                    {"tenants", false},
                                                    {"webauthn", false}});
    a.from.file = "/nowhere.json";
    CHECK(a.loader.peek(a.from, a.found).plugins.load.empty());
    a.config = a.loader.load(a.from, a.found);
    CHECK_FALSE(a.config);
    CHECK(a.found.faults.size() == 1);
}

TEST_CASE("whether there are tenants is known whatever else is wrong with the database") {
    attempt a{R"({"database":{"isMultiTenant":true,"migrate":"maybe","nonsense":1}})"};
    CHECK(a.loader.peek(a.from, a.found).is_multi_tenant);
    attempt b{R"({"mode":"development","database":{"isMultiTenant":"maybe"},"tenants":{}})"};
    CHECK_FALSE(b.loader.peek(b.from, b.found).is_multi_tenant);
    b.load();
    CHECK(b.tells("$.database.isMultiTenant", "must be"));
    CHECK(b.tells("$.tenants", "set it to true"));
}

TEST_CASE("section names collide loudly") {
    config::loader loader;
    const auto add = [&](const char* name, const char* plugin) {
        registry r;
        r.section<hello_config>(name, "doc");
        loader.add(r.sections.front(), plugin);
    };
    add("hello", "one");
    CHECK_THROWS_AS(add("hello", "two"), std::invalid_argument);
    CHECK_THROWS_AS(add("server", "two"), std::invalid_argument);
    CHECK_THROWS_AS(add("mode", "two"), std::invalid_argument);
    CHECK_THROWS_AS(add("x-hello", "two"), std::invalid_argument);
    CHECK_THROWS_AS(add("", "two"), std::invalid_argument);
}
