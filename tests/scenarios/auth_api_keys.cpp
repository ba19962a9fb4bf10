// API keys: making them, what they may do, and their end.
#include "api_key_world.hpp"

using namespace nucleus::testing;
using namespace std::chrono_literals;

namespace {

http_client god_of(auth_world& w) {
    auto c = w.client();
    REQUIRE(c.post("/auth/login", R"({"email":"god@example.com","password":"Almighty-Horse-9"})")
                .status == 200);
    return c;
}

/// What a key with these lists may do: "things vaults", or the status of ME.
std::string reach(auth_world& w, http_client& owner, const std::string& lists) {
    auto robot = program(w.client(), make_key(w, owner, lists));
    const auto me = robot.get("/auth/me");
    if (me.status != 200) return std::to_string(me.status);
    std::string all;
    for (const auto* path : {"/things", "/vaults", "/users"}) {
        const auto status = robot.get(path).status;
        CHECK((status == 200 || status == 403));
        if (status == 200) all.append(all.empty() ? "" : " ").append(path);
    }
    return all;
}

}

TEST_CASE("a key is said once, and stands for its owner") {
    auth_world w;
    auto ada = w.member("ada");
    const auto made = ada.post(
        keys_path, R"({"name":" robot ","description":"sorts","allowedClaims":["get.things"],
                                "expiresAt":"2099-01-01T00:00:00Z"})");
    INFO(made.body);
    REQUIRE(made.status == 201);
    const auto key = made.text("/data/key");
    w.node().must_not_log(key);
    CHECK(made.text("/data/name") == "robot");
    CHECK(made.at("/data/allowedRoles").is_null());
    CHECK(made.at("/data/allowedClaims") == json::parse(R"(["get.things"])"));
    CHECK(made.at("/data/lastUsedAt").is_null());
    CHECK(made.text("/data/keyPreview").size() <= 20);
    CHECK(made.text("/data/id") == id_of(key));
    CHECK(w.ask("SELECT count(*) FROM main.api_keys k WHERE k::text LIKE '%" + key.substr(40) +
                "%'") == "0");

    auto robot = program(w.client(), key);
    const auto me = robot.get("/auth/me");
    INFO(me.body);
    CHECK(me.text("/data/user/email") == "ada@example.com");
    CHECK(me.at("/data/session").is_null());
    CHECK(me.at("/data/roles") == json::array{});
    CHECK(me.at("/data/claims") == json::parse(R"(["get.things"])"));
    CHECK(robot.get("/things").status == 200);
    CHECK(robot.get("/vaults").status == 403);
    robot.bearer.clear();
    CHECK(robot.get("/things").status == 401);
    CHECK(robot.get("/things", {{"X-Api-Key", key}}).status == 200);
    CHECK(robot.get("/things", {{"X-Api-Key", key}, {"Authorization", "Bearer " + key}}).code() ==
          "two_credentials");
    for (const auto& wrong : {key + "x", key.substr(0, 78) + (key[78] == 'A' ? "B" : "A"),
                              key.substr(0, 40), std::string{"nk_"}, "nk_" + key})
        CHECK(robot.get("/things", {{"X-Api-Key", wrong}}).status == 401);

    const auto list = ada.get(keys_path);
    CHECK(list.at("/data/items").as_array().size() == 1);
    CHECK(list.at("/data/meta/totalItems") == 1);
    const auto one = ada.get(keys_path + ("/" + id_of(key)));
    CHECK(one.text("/data/description") == "sorts");
    CHECK(one.at("/data/key").is_null());
}

TEST_CASE("a key may do what its lists and its owner have in common, now") {
    auth_world w;
    auto ada = w.member("ada");
    auto god = god_of(w);
    CHECK(reach(w, ada, R"("allowedClaims":["get.things"])") == "/things");
    CHECK(reach(w, ada, R"("allowedClaims":["*"])") == "/things");
    CHECK(reach(w, ada, R"("allowedRoles":["member"])") == "/things");
    CHECK(reach(w, ada, R"("allowedScopes":["get.*"])") == "/things");
    for (const auto* nothing :
         {R"("allowedClaims":[])", R"("allowedRoles":[])", R"("allowedScopes":[])",
          R"("allowedScopes":["put.*"])", R"("allowedRoles":["*"],"allowedClaims":[])",
          R"("allowedRoles":["member"],"allowedScopes":["*.vaults"])"})
        CHECK(reach(w, ada, nothing).empty());
    CHECK(reach(w, god, R"("allowedRoles":["*"])") == "/things /vaults /users");
    CHECK(reach(w, god, R"("allowedClaims":["get.users"])") == "/users");
    CHECK(reach(w, god, R"("allowedScopes":["get.*"])") == "/things /vaults /users");
    CHECK(reach(w, god, R"("allowedRoles":["keeper"])") == "/vaults");
    CHECK(reach(w, god, R"("allowedRoles":[],"allowedClaims":["*"])").empty());

    // What the owner gets and loses, the key gets and loses with the next request.
    auto robot = program(w.client(), make_key(w, ada, R"("allowedRoles":["*"])"));
    CHECK(robot.get("/vaults").status == 403);
    const auto ada_id = w.ask("SELECT id FROM main.users WHERE email = 'ada@example.com'");
    const auto keeper = w.ask("SELECT id FROM main.roles WHERE name = 'keeper'");
    const auto given =
        god.post("/userRoles", R"({"userId":")" + ada_id + R"(","roleId":")" + keeper + "\"}");
    REQUIRE(given.status == 201);
    CHECK(robot.get("/vaults").status == 200);
    CHECK(robot.get("/auth/me").at("/data/roles") == json::parse(R"(["keeper","member"])"));
    CHECK(god.del("/userRoles/" + given.text("/data/id")).status == 200);
    CHECK(robot.get("/vaults").status == 403);
    CHECK(god.patch("/users/" + ada_id, R"({"isActive":false})").status == 200);
    CHECK(robot.get("/auth/me").status == 401);
    CHECK(god.patch("/users/" + ada_id, R"({"isActive":true})").status == 200);
    CHECK(robot.get("/auth/me").status == 200);
    CHECK(god.del("/users/" + ada_id).status == 200);
    CHECK(robot.get("/auth/me").status == 401);
    CHECK(god.patch("/users/" + ada_id + "/restore", "").status == 200);
    CHECK(robot.get("/auth/me").status == 401); // it ended with the account
}

TEST_CASE("nobody gives a key more than they have, and bad input makes none") {
    auth_world w;
    auto ada = w.member("ada");
    const auto refused = [&](const std::string& body, const std::string& at,
                             const std::string& code) {
        const auto a = ada.post(keys_path, body);
        INFO(body << "\n" << a.body);
        CHECK(a.status == 422);
        CHECK(faults(a)[at] == code);
    };
    refused(R"({"name":"x"})", "/allowedClaims", "required");
    refused(R"({"name":"x","allowedRoles":null})", "/allowedRoles", "wrong_type");
    refused(R"({"allowedClaims":["*"]})", "/name", "required");
    refused(R"({"name":"  ","allowedClaims":["*"]})", "/name", "too_short");
    refused(R"({"name":")" + std::string(256, 'x') + R"(","allowedClaims":["*"]})", "/name",
            "too_long");
    refused(R"({"name":1,"allowedClaims":"*"})", "/allowedClaims", "wrong_type");
    refused(key_asking_for(R"("allowedClaims":["*",1])"), "/allowedClaims/1", "wrong_type");
    refused(key_asking_for(R"("allowedClaims":["get.vaults"])"), "/allowedClaims/0", "not_granted");
    refused(key_asking_for(R"("allowedRoles":["member","keeper"])"), "/allowedRoles/1",
            "not_granted");
    refused(key_asking_for(R"("allowedRoles":["godmin"])"), "/allowedRoles/0", "not_granted");
    refused(key_asking_for(R"("allowedRoles":["x'; DROP TABLE main.users; --"])"),
            "/allowedRoles/0", "not_granted");
    refused(key_asking_for(R"("allowedClaims":["get.nothing"])"), "/allowedClaims/0",
            "not_granted"); // whether there is one is not for everybody to know
    auto god = god_of(w);
    const auto typos = god.post(
        keys_path, key_asking_for(R"("allowedClaims":["get.nothing"],"allowedRoles":["keper"])"));
    CHECK(faults(typos) == std::map<std::string, std::string>{{"/allowedClaims/0", "unknown_claim"},
                                                              {"/allowedRoles/0", "unknown_role"}});
    refused(key_asking_for(R"("allowedScopes":["*.*.*.*.*"])"), "/allowedScopes/0", "invalid");
    refused(key_asking_for(R"("allowedScopes":[""])"), "/allowedScopes/0", "invalid");
    refused(key_asking_for(R"("allowedClaims":["*"],"expiresAt":"2020-01-01T00:00:00Z")"),
            "/expiresAt", "invalid");
    refused(key_asking_for(R"("allowedClaims":["*"],"expiresAt":"soon")"), "/expiresAt",
            "malformed");
    refused(key_asking_for(R"("allowedClaims":["*"],"userId":"x")"), "/userId", "unknown_field");
    std::string many = R"("allowedClaims":[)";
    for (int i = 0; i < 201; ++i) many += (i > 0 ? ",\"*\"" : "\"*\"");
    refused(key_asking_for(many + "]"), "/allowedClaims", "too_long");
    CHECK(ada.post(keys_path, "{").code() == "malformed_json");
    CHECK(w.ask("SELECT count(*) FROM main.api_keys") == "0");
    CHECK(w.client().post(keys_path, key_asking_for(R"("allowedClaims":["*"])")).status == 401);
}

TEST_CASE("a key makes no keys and changes no credentials, whatever its owner may") {
    auth_world w;
    auto god = god_of(w);
    auto robot = program(w.client(), make_key(w, god, R"("allowedRoles":["*"])"));
    const auto mine = keys_path + ("/" + id_of(robot.bearer));
    for (const auto& a :
         {robot.post(keys_path, key_asking_for(R"("allowedClaims":["*"])")), robot.get(keys_path),
          robot.get(mine), robot.patch(mine, R"({"name":"y"})"), robot.del(mine),
          robot.post("/auth/password/change",
                     R"({"currentPassword":"Almighty-Horse-9","newPassword":"Other-Horse-99"})"),
          robot.post("/auth/admin/impersonate", R"({"userId":")" + id_of(robot.bearer) + "\"}"),
          robot.post("/auth/password/set", R"({"newPassword":"Other-Horse-99"})")}) {
        INFO(a.body);
        CHECK(outcome(a) == "403 forbidden");
    }
    CHECK(robot.get("/users").status == 200);
}

TEST_CASE("a key is changed and ended by its owner alone") {
    auth_world w;
    auto ada = w.member("ada"), bob = w.member("bob");
    auto robot = program(w.client(), make_key(w, ada, R"("allowedClaims":["get.things"])"));
    const auto mine = keys_path + ("/" + id_of(robot.bearer));
    const std::string before = ada.get(mine).body;
    for (const auto& a : {bob.get(mine), bob.patch(mine, R"({"name":"y"})"), bob.del(mine)})
        CHECK(outcome(a) == "404 not_found");
    CHECK(bob.get(keys_path).at("/data/items") == json::array{});
    CHECK(ada.get(std::string{keys_path} + "/7").code() == "malformed_id");
    CHECK(ada.patch(mine, R"({"name":""})").status == 422);
    CHECK(ada.patch(mine, R"({"allowedClaims":["get.vaults"]})").status == 422);
    CHECK(ada.patch(mine, R"({"key":"nk_x"})").status == 422);
    CHECK(ada.get(mine).at("/data") == json::parse(before).at("data"));

    CHECK(robot.get("/things").status == 200);
    CHECK(ada.patch(mine, R"({"allowedClaims":[]})").status == 200);
    CHECK(robot.get("/things").status == 403);
    const auto changed = ada.patch(mine, R"({"allowedClaims":["*"],"description":"all"})");
    CHECK(changed.text("/data/name") == "robot");
    CHECK(changed.text("/data/description") == "all");
    CHECK(robot.get("/things").status == 200);

    w.ask("UPDATE main.api_keys SET expires_at = now() - interval '1 s'");
    CHECK(ada.patch(mine, R"({"name":"late"})").status == 200); // and it is read anew
    CHECK(robot.get("/things").status == 401);
    CHECK(ada.patch(mine, R"({"expiresAt":"2099-01-01T00:00:00Z"})").status == 200);
    CHECK(robot.get("/things").status == 200);
    CHECK(ada.del(mine).status == 200);
    CHECK(robot.get("/things").status == 401);
    CHECK(ada.del(mine).status == 404);
    CHECK(ada.get(mine).status == 404);
    CHECK(ada.patch(mine, R"({"name":"again"})").status == 404);
    CHECK(w.ask("SELECT revoked_reason FROM main.api_keys") == "revoked_by_owner");
}

TEST_CASE("a key that expires is refused from then on") {
    auth_world w;
    auto ada = w.member("ada");
    auto robot = program(w.client(), make_key(w, ada, R"("allowedClaims":["*"])"));
    w.ask("UPDATE main.api_keys SET expires_at = now() + interval '1500 ms'");
    CHECK(robot.get("/things").status == 200);
    int status = 200;
    for (int i = 0; i < 1000 && (status = robot.get("/things").status) == 200; ++i)
        std::this_thread::sleep_for(10ms);
    CHECK(status == 401);
}

TEST_CASE("how often a key was used is written down, and nothing of it is lost at a stop") {
    auth_world w;
    auto ada = w.member("ada");
    auto robot = program(w.client(), make_key(w, ada, R"("allowedClaims":["*"])"));
    all_at_once(5, [&](int) {
        auto one = program(w.client(), robot.bearer);
        for (int i = 0; i < 20; ++i) one.get("/things");
    });
    const auto used = [&] { return w.ask("SELECT usage_count FROM main.api_keys"); };
    for (int i = 0; i < 2000 && used() != "100"; ++i) std::this_thread::sleep_for(20ms);
    const auto told = ada.get(keys_path);
    CHECK(told.at("/data/items/0/usageCount") == 100);
    CHECK(told.text("/data/items/0/lastUsedIp") == "127.0.0.1");
    CHECK(told.at("/data/items/0/lastUsedAt").is_string());
    robot.get("/things");
    w.restart();
    CHECK(used() == "101");
}

TEST_CASE("each key has a budget of its own") {
    auth_world w{[](json::object& c) {
        section(c, "rateLimit") = json::parse(R"({"byIp":false,"strategy":"fixed-window",
            "privateRoutes":{"window":"24h","max":3},"authRoutes":{"window":"24h","max":1000}})")
                                      .as_object();
    }};
    auto ada = w.member("ada");
    auto first = program(w.client(), make_key(w, ada, R"("allowedClaims":["*"])"));
    auto second = program(w.client(), make_key(w, ada, R"("allowedClaims":["*"])"));
    for (auto* robot : {&first, &second}) {
        for (int i = 0; i < 3; ++i) CHECK(robot->get("/things").status == 200);
        CHECK(robot->get("/things").code() == "rate_limited");
    }
    CHECK(ada.get("/things").status == 200); // two keys made, and this
    CHECK(ada.get("/things").code() == "rate_limited");
}
