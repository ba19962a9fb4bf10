// What auth does when a server starts, and which configurations it refuses.
#include "auth_world.hpp"
#include <csignal>

using namespace nucleus::testing;

TEST_CASE("roles, claims and the godmin are made once, by however many nodes start") {
    auth_world w;
    const auto all = [&] {
        return w.ask("SELECT string_agg(name, ',' ORDER BY name) FROM main.roles") + " " +
               w.ask("SELECT string_agg(action, ',' ORDER BY action) FROM main.claims WHERE action "
                     "LIKE '%things'") +
               " " + w.ask("SELECT count(*) FROM main.role_claims") + " " +
               w.ask("SELECT count(*) FROM main.users WHERE is_god");
    };
    const auto first = all();
    CHECK(first == "godmin,keeper,member delete.things,get.things,post.things,put.things 2 1");
    w.restart();
    CHECK(all() == first);
    // Two that start together on an empty database.
    CHECK(w.node().stop() == 0);
    w.ask("TRUNCATE main.roles, main.claims, main.users CASCADE");
    auto& one = w.add_node(false);
    auto& two = w.add_node(false);
    CHECK(one.wait_ready());
    CHECK(two.wait_ready());
    CHECK(all() == first);
}

TEST_CASE("the godmin's password is only the first one") {
    auth_world w;
    const auto hash = [&] { return w.ask("SELECT password FROM main.users WHERE is_god"); };
    w.ask("UPDATE main.users SET password = '$argon2id$v=19$m=8192,t=1,p=1$AAAAAAAAAAAAAAAAAAAAAA$"
          "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA' WHERE is_god");
    const auto changed = hash();
    w.restart();
    CHECK(hash() == changed);
    auto c = w.client();
    CHECK(c.post("/auth/login", R"({"email":"god@example.com","password":"Almighty-Horse-9"})")
              .status == 401);
}

TEST_CASE("an ordinary account at the godmin's address is left alone, and that is said") {
    auth_world w;
    w.ask("UPDATE main.users SET is_god = false");
    w.restart();
    CHECK(w.ask("SELECT count(*) FROM main.users WHERE is_god") == "0");
    CHECK(w.node().wait_log("admin create"));
}

TEST_CASE("a default role must be one of the seed's") {
    auth_world w;
    auto c = w.config();
    const auto told = [&](const char* role) {
        section(c, "authentication")["defaultRole"] = role;
        temp_folder folder;
        const auto file = folder.write("config.json", json::serialize(c)).string();
        const auto checked = run_nucleusd({"check-config", "--config", file}, w.environment());
        CHECK(checked.code == 1);
        return checked.err;
    };
    CHECK(told("membre").find("$.authentication.defaultRole: \"membre\" is not among "
                              "authorization.seed.roles; did you mean \"member\"?") !=
          std::string::npos);
    CHECK(told("godmin").find("$.authentication.defaultRole") != std::string::npos);
}

TEST_CASE("a reload adds the roles and claims of the new configuration") {
    auth_world w;
    auto c = w.config();
    auto& seed = section(section(c, "authorization"), "seed");
    seed["roles"].as_array().push_back(json::object{{"name", "clerk"}});
    seed["roleClaimAssignments"].as_array().push_back(
        json::object{{"role", "clerk"}, {"claims", json::array{"get.vaults", "count.money"}}});
    section(c, "authentication")["defaultRole"] = "clerk";
    w.node().write_config(json::serialize(c));
    w.node().signal(SIGHUP);
    const auto claims = [&] {
        return w.ask("SELECT string_agg(action, ',' ORDER BY action) FROM main.claims c JOIN "
                     "main.role_claims rc ON rc.claim_id = c.id JOIN main.roles r ON r.id = "
                     "rc.role_id WHERE r.name = 'clerk'");
    };
    for (int i = 0; i < 200 && claims().empty(); ++i)
        std::this_thread::sleep_for(std::chrono::milliseconds{50});
    CHECK(claims() == "count.money,get.vaults");
    auto who = w.client();
    CHECK(who.post("/auth/register", w.credentials("new")).status == 200);
    CHECK(who.get("/vaults").status == 200);
}

TEST_CASE("what takes a restart is told at each reload, and not applied") {
    auth_world w;
    auto ada = w.member("ada");
    auto c = w.config();
    section(c, "authorization")["enabled"] = false;
    section(c, "database")["schemas"] = json::array{"other"};
    section(c, "database")["dataDir"] = "/nonexistent";
    section(section(c, "authentication"), "lockout")["maxAttempts"] = 2;
    for (int reload = 1; reload <= 2; ++reload) {
        w.node().write_config(json::serialize(c));
        w.node().signal(SIGHUP);
        REQUIRE(w.node().wait_log(R"("path":"$.authorization.enabled")", reload));
        CHECK(w.node().wait_log(R"("path":"$.database.schemas")", reload));
        CHECK(ada.get("/things").status == 200);
        CHECK(ada.get("/auth/me").status == 200);
    }
    // What takes none is.
    auto other = w.client();
    for (int n = 0; n < 2; ++n) other.post("/auth/login", w.wrong("ada"));
    CHECK(other.post("/auth/login", w.wrong("ada")).code() == "account_locked");
    // And back again there is nothing left to tell.
    w.node().write_config(json::serialize(w.config()));
    w.node().signal(SIGHUP);
    CHECK(w.node().wait_log(R"("needRestart":0)"));
}

TEST_CASE("a node waits for another one that brings the tables up to date, however long") {
    auth_world w{[](json::object& c) {
        section(section(c, "database"), "pool")["statementTimeout"] = "300ms";
    }};
    CHECK(w.node().stop() == 0);
    std::atomic<bool> held{false};
    std::thread other{[&] {
        held = true;
        w.ask("SELECT pg_advisory_xact_lock(hashtext('nucleus.crud'), hashtext('main')), "
              "pg_advisory_xact_lock(hashtext('nucleus.auth.seed'), hashtext('main')), "
              "pg_sleep(1.5)");
    }};
    while (!held) std::this_thread::yield();
    std::this_thread::sleep_for(std::chrono::milliseconds{200});
    CHECK(w.add_node(false).wait_ready());
    other.join();
}

TEST_CASE("an endpoint whose block is off does not exist") {
    auth_world w{[](json::object& c) {
        section(section(c, "authentication"), "register")["enabled"] = false;
    }};
    auto c = w.client();
    CHECK(c.post("/auth/register", w.credentials("ada")).status == 404);
    CHECK(c.get("/openapi.json").body.find("/auth/register") == std::string::npos);
    CHECK(c.get("/openapi.json").body.find("/auth/login") != std::string::npos);
}

TEST_CASE("the settings of cookies are kept") {
    auth_world w{[](json::object& c) {
        section(c, "authentication")["cookies"] = json::parse(
            R"({"accessName":"a","refreshName":"r","sameSite":"strict","secure":true,"domain":"example.com"})");
    }};
    auto c = w.client();
    const auto set = c.post("/auth/register", w.credentials("ada")).all("Set-Cookie");
    REQUIRE(set.size() == 2);
    for (const auto& line : set) {
        INFO(line);
        CHECK((line.starts_with("a=") || line.starts_with("r=")));
        for (const auto* part : {"; Secure", "SameSite=Strict", "Domain=example.com", "HttpOnly"})
            CHECK(line.find(part) != std::string::npos);
    }
    CHECK(c.get("/auth/me").status == 200);
}

TEST_CASE("tokens that list all claims are good too") {
    auth_world w{[](json::object& c) { section(c, "authorization")["jwtClaimsMode"] = "embed"; }};
    auto c = w.member("ada");
    CHECK(c.get("/things").status == 200);
    CHECK(c.get("/vaults").status == 403);
}

TEST_CASE("a configuration that auth cannot serve is refused, and says why") {
    struct row {
        const char *authentication, *authorization, *expected;
    };
    const row table[] = {
        {R"({"emailVerification":{"enabled":true}})", "{}", "emailVerification"},
        {R"({"captcha":{"forms":["signin"]}})", "{}", "forms"},
        {R"({"captcha":{"types":["audio"]}})", "{}", "types"},
        {R"({"captcha":{"types":[]}})", "{}", "types"},
        {R"({"captcha":{"ttl":"31m"}})", "{}", "30m"},
        {R"({"captcha":{"ttl":"500ms"}})", "{}", "captcha.ttl"},
        {R"({"captcha":{"maxNumber":999}})", "{}", "maxNumber"},
        {R"({"captcha":{"maxNumber":1000001}})", "{}", "maxNumber"},
        {R"({"mode":"consumer"})", "{}", "needs the secret"},
        {R"({"passwordPolicy":{"minLength":0}})", "{}", "minLength"},
        {R"({"acessToken":{}})", "{}", "accessToken"},
        {R"({"lockout":{"duration":"soon"}})", "{}", "duration"},
        {R"({"accessToken":{"algorithm":"none"}})", "{}", "algorithm"},
        {R"({"accessToken":{"secret":"GOD_EMAIL"}})", "{}", "$.authentication.accessToken.secret"},
        {R"({"accessToken":{"algorithm":"EdDSA","secret":"GOD_EMAIL"}})", "{}",
         "neither a private key"},
        {R"({"accessToken":{"algorithm":"EdDSA"}})", "{}", "openssl genpkey"},
        {R"({"redirectAllowList":["*"]})", "{}", "redirectAllowList[0]"},
        {R"({"redirectAllowList":["https://"]})", "{}", "must name the host"},
        {R"({"redirectAllowList":["https://*.example.com/"]})", "{}", "no wildcards"},
        {"{}", R"({"godminEmail":"GOD_EMAIL"})", "godminPassword"},
        {"{}", R"({"godminEmail":"GOD_EMAIL","godminPassword":"WEAK"})",
         "$.authorization.godminPassword"},
        {"{}", R"({"godminEmail":"WEAK","godminPassword":"STRONG"})",
         "$.authorization.godminEmail"},
        {R"({"mode":"consumer","idpUrl":"https://a.example","accessToken":{"algorithm":"EdDSA"}})",
         R"({"godminEmail":"GOD_EMAIL","godminPassword":"STRONG"})", "accounts are at idpUrl"},
        {R"({"mode":"consumer","idpUrl":"https://a.example","accessToken":{"algorithm":"EdDSA"}})",
         R"({"seed":{"claims":[{"action":"get.orders"}]}})", "$.authorization.seed.claims"},
        {R"({"mode":"consumer","idpUrl":"https://a.example","accessToken":{"algorithm":"EdDSA"},
            "captcha":{"enabled":true}})",
         "{}", "$.authentication.captcha.enabled"},
        {"{}",
         R"({"seed":{"roles":[{"name":"clerk"}],"roleClaimAssignments":[
            {"role":"clerk","claims":["get.orders"],"scope":"mine"}]}})",
         "roleClaimAssignments[0].scope"},
        {"{}", R"({"seed":{"roleClaimAssignments":[{"role":"ghost","claims":[]}]}})", "ghost"},
    };
    temp_folder folder;
    for (const auto& r : table) {
        const auto file = folder.write(
            "config.json", std::string{R"({"mode":"development","appId":"x","authentication":)"} +
                               r.authentication + R"(,"authorization":)" + r.authorization + "}");
        const auto done = run_nucleusd(
            {"check-config", "--config", file.string()},
            {{"GOD_EMAIL", "god@example.com"}, {"WEAK", "short"}, {"STRONG", "Almighty-Horse-9"}});
        INFO(r.authentication << r.authorization << "\n" << done.err);
        CHECK(done.code == 1);
        CHECK(done.err.find(r.expected) != std::string::npos);
    }
    // Blocks of later features may stand in a file as long as they are off.
    const auto file = folder.write(
        "config.json",
        R"({"mode":"development","appId":"x","authentication":{"passwordReset":{"enabled":false,"ttl":"1h"},
            "magicLink":{"ttl":"15m"},"sessions":{"newDeviceApproval":{"enabled":false}}}})");
    const auto fine = run_nucleusd({"check-config", "--config", file.string()});
    INFO(fine.err);
    CHECK(fine.code == 0);
}

TEST_CASE("a godmin's password must keep to the policy") {
    temp_folder folder;
    const auto file = folder.write(
        "config.json",
        R"({"mode":"development","appId":"x","server":{"port":)" + std::to_string(free_port()) +
            R"(},"database":{"url":"TEST_DATABASE_URL"},"authentication":{},"authorization":{"godminEmail":"GOD_EMAIL","godminPassword":"GOD_PASSWORD"}})");
    const auto done =
        run_nucleusd({"--config", file.string()}, {{"TEST_DATABASE_URL", fresh_database()},
                                                   {"GOD_EMAIL", "god@example.com"},
                                                   {"GOD_PASSWORD", "short"}});
    INFO(done.err);
    CHECK(done.code == 1);
    CHECK(done.err.find("godmin") != std::string::npos);
    CHECK(done.err.find("at least 8 characters") != std::string::npos);
}
