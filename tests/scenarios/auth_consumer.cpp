// mode "consumer": a server that takes the tokens of another one.
#include "consumer_world.hpp"
#include "support/eventually.hpp"
#include <catch2/generators/catch_generators.hpp>
#include <csignal>
#include <fstream>
#include <thread>

using namespace nucleus::testing;
using namespace std::chrono_literals;

namespace {

/// How often the other server was asked for this path.
int asked_for(consumer_world& w, const std::string& path) {
    const auto log = w.issuer().log();
    int n = 0;
    for (auto at = log.find(path); at != log.npos; at = log.find(path, at + 1)) ++n;
    return n;
}

/// Made before its accounts went elsewhere: a consumer makes no tenants.
void provide_tenant(consumer_world& w, const std::string& name) {
    auto full = w.consumer_config();
    full["authentication"] =
        json::parse(R"({"passwordHashing":{"memoryKiB":8192,"iterations":1}})");
    full["authorization"] =
        json::parse(R"({"godminEmail":"GOD_EMAIL","godminPassword":"GOD_PASSWORD"})");
    const auto server = w.start(full);
    auto god = server->client();
    CHECK(god.post("/auth/login", R"({"email":"god@example.com","password":"Almighty-Horse-9"})")
              .status == 200);
    const auto made = god.post("/tenants/provision", R"({"subdomain":")" + name +
                                                         R"(","companyName":"Company",)"
                                                         R"("adminEmail":"admin@example.com",)"
                                                         R"("adminPassword":"Correct-Horse-9"})");
    INFO(made.body);
    REQUIRE(made.status == 201);
    CHECK(server->stop() == 0);
}

/// The same token with another subject, or another last character of the signature.
std::string tampered(std::string token) {
    token.back() = token.back() == 'A' ? 'Q' : 'A';
    return token;
}

}

TEST_CASE("tokens are taken, with the claims that the other server knows of") {
    consumer_world w;
    const auto token = w.token_of("ada");
    auto ada = w.with(token);
    CHECK(ada.get("/orders").status == 200);
    const auto made = ada.post("/orders", R"({"code":"a"})");
    CHECK(made.status == 201);
    CHECK(made.text("/data/createdBy") == w.ask_issuer("SELECT id FROM main.users WHERE email = "
                                                       "'ada@example.com'"));
    CHECK(outcome(ada.put("/orders/" + made.text("/data/id"), R"({"code":"b"})")) ==
          "403 forbidden");
    CHECK(outcome(ada.get("/offers")) == "200");

    auto anyone = w.consumer().client();
    CHECK(outcome(anyone.get("/orders")) == "401 unauthenticated");
    CHECK(outcome(anyone.get("/offers")) == "200");
    CHECK(outcome(w.with(tampered(token)).get("/orders")) == "401 unauthenticated");
    CHECK(outcome(w.with(tampered(token)).get("/offers")) == "200"); // as good as none
    CHECK(outcome(w.with("a.b.c").get("/orders")) == "401 unauthenticated");
    CHECK(outcome(w.with("nk_1_2").get("/orders")) == "401 unauthenticated");

    // A browser of the same site sends it as a cookie.
    auto browser = w.consumer().client();
    browser.cookies["nucleus_access_token"] = token;
    CHECK(browser.get("/orders").status == 200);

    auto god = w.god();
    auto almighty = w.with(god.cookies.at("nucleus_access_token"));
    CHECK(almighty.put("/orders/" + made.text("/data/id"), R"({"code":"b"})").status == 200);
}

TEST_CASE("keys of the other server are taken, as long as they are good there") {
    consumer_world w;
    auto ada = w.with(w.token_of("ada"));
    auto owner = w.issuer().client();
    owner.bearer = ada.bearer;
    const auto made =
        owner.post("/auth/api-keys", R"({"name":"robot","allowedClaims":["get.orders"]})");
    REQUIRE(made.status == 201);
    auto robot = w.with(made.text("/data/key"));
    CHECK(robot.get("/orders").status == 200);
    auto by_header = w.consumer().client();
    CHECK(by_header.get("/orders", {{"X-Api-Key", robot.bearer}}).status == 200);
    CHECK(outcome(robot.post("/orders", R"({"code":"a"})")) == "403 forbidden");
    CHECK(outcome(w.with(tampered(robot.bearer)).get("/orders")) == "401 unauthenticated");
    CHECK(owner.del("/auth/api-keys/" + made.text("/data/id")).status == 200);
    CHECK(eventually([&] { return robot.get("/orders").status == 401; }));
}

TEST_CASE("keys of the other server are good in no tenant of this one") {
    consumer_world w{{.consumer =
                          [](json::object& c) {
                              section(c, "database")["isMultiTenant"] = true;
                              section(c, "authentication")["checkTtl"] = "1m";
                          },
                      .start_consumer = false}};
    provide_tenant(w, "acme");
    w.start_consumer();
    auto ada = w.with(w.token_of("ada"));
    auto owner = w.issuer().client();
    owner.bearer = ada.bearer;
    const auto new_key = [&] {
        const auto made =
            owner.post("/auth/api-keys", R"({"name":"robot","allowedClaims":["get.orders"]})");
        REQUIRE(made.status == 201);
        return made.text("/data/key");
    };
    const header_list acme{{"x-tenant-id", "acme"}};
    auto anyone = w.consumer().client();
    REQUIRE(eventually([&] { return anyone.get("/offers", acme).status == 200; }));
    CHECK(outcome(ada.get("/orders", acme)) == "401 unauthenticated");

    auto robot = w.with(new_key());
    const int before = asked_for(w, "/auth/check");
    CHECK(outcome(robot.get("/orders", acme)) == "401 unauthenticated");
    CHECK(asked_for(w, "/auth/check") == before);
    CHECK(robot.get("/orders").status == 200); // nothing is held against it
    CHECK(outcome(robot.get("/orders", acme)) == "401 unauthenticated"); // nor for it
    CHECK(outcome(anyone.get("/orders", {{"x-tenant-id", "acme"}, {"X-Api-Key", robot.bearer}})) ==
          "401 unauthenticated");
    CHECK(robot.get("/orders").status == 200);
    CHECK(asked_for(w, "/auth/check") > before); // they are seen in the log
}

TEST_CASE("there are no accounts here") {
    consumer_world w;
    auto c = w.with(w.token_of("ada"));
    for (const auto* path : {"/auth/login", "/auth/register", "/auth/refresh", "/auth/check"})
        CHECK(outcome(c.post(path, "{}")) == "404 not_found");
    for (const auto* path : {"/auth/me", "/users", "/roles", "/.well-known/jwks.json"})
        CHECK(outcome(c.get(path)) == "404 not_found");
    CHECK(w.ask_consumer("SELECT count(*) FROM pg_tables WHERE tablename IN ('users', 'roles', "
                         "'user_sessions', 'login_failures')") == "0");
    const auto folder = w.consumer().folder() / "config.json";
    const auto made =
        run_nucleusd({"admin", "create", "--email", "a@example.com", "--config", folder.string()},
                     w.environment(), "Correct-Horse-9\n");
    CHECK(made.code == 1);
    CHECK(made.err.find("idpUrl") != std::string::npos);
    const auto steps =
        run_nucleusd({"migrate", "status", "--config", folder.string()}, w.environment());
    CHECK(steps.code == 0);
    CHECK(steps.out.find("auth") == std::string::npos);
}

TEST_CASE("what ends or changes there is felt here") {
    consumer_world w;
    auto god = w.god();
    const auto token = w.token_of("ada");
    auto ada = w.with(token);
    CHECK(ada.get("/orders").status == 200);
    const auto grant = [&](const std::string& claim, const std::string& scope) {
        const auto granted = w.ask_issuer(
            "SELECT json_build_object('roleId', r.id, 'claimId', c.id) FROM main.roles r, "
            "main.claims c WHERE r.name = 'member' AND c.action = '" +
            claim + "'");
        auto body = json::parse(granted).as_object();
        body["scope"] = scope;
        CHECK(god.post("/roleClaims", json::serialize(body)).status == 201);
    };
    const auto order = ada.post("/orders", R"({"code":"mine"})").text("/data/id");
    w.ask_consumer("INSERT INTO main.orders (id, code) VALUES "
                   "('00000000-0000-7000-8000-000000000001', 'other')");
    grant("put.orders", "own"); // a scope, which is this server's business
    CHECK(eventually([&] { return ada.put("/orders/" + order, R"({"code":"x"})").status == 200; }));
    CHECK(outcome(ada.put("/orders/00000000-0000-7000-8000-000000000001", R"({"code":"x"})")) ==
          "404 not_found");

    auto there = w.issuer().client();
    there.bearer = token;
    CHECK(there.post("/auth/logout", "{}").status == 200);
    CHECK(eventually([&] { return outcome(ada.get("/orders")) == "401 unauthenticated"; }));
    CHECK(outcome(ada.get("/orders")) == "401 unauthenticated");
}

TEST_CASE("nobody is let in while the other server is away, and it is told once") {
    consumer_world w;
    auto ada = w.with(w.token_of("ada"));
    CHECK(ada.get("/orders").status == 200);
    w.stop_issuer();
    CHECK(eventually([&] { return outcome(ada.get("/orders")) == "503 accounts_unavailable"; }));
    for (int i = 0; i < 5; ++i) CHECK(outcome(ada.get("/orders")) == "503 accounts_unavailable");
    CHECK(ada.get("/offers").status == 200);
    const auto log = w.consumer().log();
    const auto told = log.find("does not answer");
    REQUIRE(told != std::string::npos);
    CHECK(log.find("does not answer", told + 1) == std::string::npos);
    CHECK(log.find(ada.bearer) == std::string::npos);
}

TEST_CASE("keys are asked for when they are missing, not for every forged token") {
    consumer_world w;
    const auto token = w.token_of("ada");
    const auto asked = [&] { return asked_for(w, "jwks.json"); };
    // The first of many find no keys yet, and all get in.
    const auto first = fifty_at_once<int>([&](int) {
        http_client c{w.consumer().port()};
        c.bearer = token;
        return c.get("/orders").status;
    });
    CHECK(first == std::map<int, int>{{200, 50}});
    CHECK(w.with(token).get("/orders").status == 200);
    const int before = asked();
    CHECK(before >= 1);
    for (int i = 0; i < 50; ++i)
        CHECK(outcome(w.with(tampered(token)).get("/orders")) == "401 unauthenticated");
    const auto at_once = fifty_at_once<int>([&](int) {
        http_client c{w.consumer().port()};
        c.bearer = tampered(token);
        return c.get("/orders").status;
    });
    CHECK(at_once == std::map<int, int>{{401, 50}});
    CHECK(asked() <= before + 1);
}

TEST_CASE("a token of a new key is good once the keys were asked for again") {
    consumer_world w;
    CHECK(w.with(w.token_of("ada")).get("/orders").status == 200);
    auto& rules = section(section(w.issuer_config(), "authentication"), "accessToken");
    rules["secret"] = "OTHER_KEY";
    w.issuer().write_config(json::serialize(w.issuer_config()));
    w.issuer().signal(SIGHUP);
    REQUIRE(w.issuer().wait_log("reloaded"));
    const auto token = w.token_of("bob");
    auto bob = w.with(token);
    CHECK(eventually([&] { return bob.get("/orders").status == 200; })); // within ten seconds
}

TEST_CASE("a shared secret will do, and then the token alone, if claims are embedded in it") {
    const auto shared = [](json::object& c) {
        auto& rules = section(section(c, "authentication"), "accessToken");
        rules["algorithm"] = "HS256";
        rules["secret"] = "SHARED_KEY";
    };
    SECTION("asking for rights") {
        consumer_world w{{.issuer = shared, .consumer = shared}};
        CHECK(w.with(w.token_of("ada")).get("/orders").status == 200);
    }
    SECTION("asking nobody") {
        const auto alone = [&](json::object& c) {
            shared(c);
            section(c, "authentication").erase("idpUrl");
        };
        const bool embed = GENERATE(true, false);
        const auto embedding = [&](json::object& c) {
            shared(c);
            section(c, "authorization")["jwtClaimsMode"] = embed ? "embed" : "resolve";
        };
        consumer_world w{{.issuer = embedding, .consumer = alone}};
        auto ada = w.with(w.token_of("ada"));
        w.stop_issuer();
        CHECK(outcome(ada.get("/orders")) == (embed ? "200" : "403 forbidden"));
        CHECK(outcome(ada.put("/orders/00000000-0000-7000-8000-000000000001", "{}")) ==
              "403 forbidden");
    }
    SECTION("a server that has no keys to publish") {
        consumer_world w{{.issuer = shared}};
        CHECK(outcome(w.with(w.token_of("ada")).get("/orders")) == "401 unauthenticated");
        CHECK(w.consumer().wait_log("must be EdDSA"));
    }
    SECTION("a token of another secret") {
        consumer_world w{{.consumer = shared}};
        CHECK(outcome(w.with(w.token_of("ada")).get("/orders")) == "401 unauthenticated");
    }
}

TEST_CASE("issuer and audience of tokens have to be the expected ones, and their time not over") {
    const auto named = [](const char* issuer, const char* audience) {
        return [=](json::object& c) {
            auto& rules = section(section(c, "authentication"), "accessToken");
            rules["issuer"] = issuer;
            rules["audience"] = audience;
            rules["expiresIn"] = "15s";
        };
    };
    SECTION("as expected") {
        consumer_world w{{.issuer = named("idp", "shop"), .consumer = named("idp", "shop")}};
        auto ada = w.with(w.token_of("ada"));
        CHECK(ada.get("/orders").status == 200);
        CHECK(eventually([&] { return outcome(ada.get("/orders")) == "401 unauthenticated"; }));
    }
    SECTION("for somebody else") {
        consumer_world w{{.issuer = named("idp", "other"), .consumer = named("idp", "shop")}};
        CHECK(outcome(w.with(w.token_of("ada")).get("/orders")) == "401 unauthenticated");
    }
}

TEST_CASE("a consumer's config says where tokens come from") {
    consumer_world w{{.start_consumer = false}};
    temp_folder folder;
    const auto faults_of = [&](const std::string& authentication) {
        auto c = w.consumer_config();
        c["authentication"] = json::parse(authentication);
        const auto file = folder.path() / "config.json";
        std::ofstream{file} << json::serialize(c);
        const auto checked =
            run_nucleusd({"check-config", "--config", file.string()}, w.environment());
        INFO(checked.err);
        CHECK(checked.code == 1);
        return checked.err + checked.out;
    };
    const auto names = [](const std::string& text, const char* path) {
        INFO(text);
        CHECK(text.find(path) != std::string::npos);
    };
    names(faults_of(R"({"mode":"consumer"})"), "$.authentication.accessToken.secret");
    names(faults_of(R"({"mode":"consumer","accessToken":{"algorithm":"EdDSA"}})"),
          "$.authentication.idpUrl");
    for (const auto* url : {"idp", "ftp://idp", "http://", "https://user:pass@idp", "http://idp?x",
                            "http://idp:0", "http://idp:70000"})
        names(faults_of(R"({"mode":"consumer","accessToken":{"algorithm":"EdDSA"},"idpUrl":")" +
                        std::string{url} + "\"}"),
              "$.authentication.idpUrl");
    names(faults_of(R"({"mode":"consumer","accessToken":{"algorithm":"EdDSA"},)"
                    R"("idpUrl":"http://idp","magicLink":{"enabled":true}})"),
          "$.authentication.magicLink.enabled");
    names(faults_of(R"({"mode":"consumer","accessToken":{"algorithm":"EdDSA"},)"
                    R"("idpUrl":"http://idp","defaultRole":"member"})"),
          "$.authentication.defaultRole");
    names(faults_of(R"({"mode":"consumer","accessToken":{"algorithm":"EdDSA","secret":)"
                    R"("GOD_EMAIL"}})"),
          "$.authentication.accessToken.secret");
}
