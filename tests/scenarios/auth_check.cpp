// AUTH_CHECK and JWKS: what a server that people call with our tokens may ask.
#include "crud_world.hpp"

using namespace nucleus::testing;

namespace {

constexpr std::string_view entities = R"([
  {"table_name": "wares", "softDelete": true, "columns": [{"name": "name", "type": "text"}, {"name": "state", "type": "text"},
    {"name": "cost", "type": "integer", "protected": true}]},
  {"table_name": "notes", "ownership": "created_by", "columns": [{"name": "text", "type": "text"}]}])";
const std::string row = "00000000-0000-7000-8000-00000000000", fresh = row + "1", old = row + "2";
constexpr const char* only_new = R"([{"field":"state","operator":"eq","value":"new"}])";

struct world : crud_world {
    world()
        : crud_world{entities, true, R"(["get.notes", "post.notes", "put.notes", "post.wares"])"} {
        ask("INSERT INTO main.wares (id, name, state) VALUES ('" + fresh + "', 'one', 'new'), ('" +
            old + "', 'two', 'old')");
    }
    http_client god = crud_world::god();
    http_client ada = member("ada");
};

answer check(http_client& c, const std::string& claim, const std::string& entity = {},
             const std::string& id = {}) {
    json::object asked{{"claim", claim}};
    if (!entity.empty()) asked["entity"] = entity;
    if (!id.empty()) asked["id"] = id;
    return c.post("/auth/check", json::serialize(asked));
}

/// "yes member", "no", or the status.
std::string verdict(const answer& a) {
    INFO(a.body);
    if (a.status != 200) return std::to_string(a.status) + " " + a.code();
    std::string text = a.at("/data/allowed").as_bool() ? "yes" : "no";
    const auto via = a.at("/data/via");
    for (const auto& role : via.as_array()) text.append(" ").append(role.as_string());
    return text;
}

std::string scope(const answer& a) { return json::serialize(a.at("/data/scope")); }

}

TEST_CASE("a claim is granted by roles, and the answer follows them at once") {
    world w;
    CHECK(verdict(check(w.ada, "get.notes")) == "yes member");
    CHECK(scope(check(w.ada, "get.notes")) == "null");
    CHECK(verdict(check(w.ada, "get.wares")) == "no");
    CHECK(verdict(check(w.ada, "no such claim'; DROP TABLE main.users; --")) == "no");
    CHECK(verdict(check(w.god, "get.wares")) == "yes godmin");
    CHECK(verdict(check(w.god, "no.such.claim")) == "yes godmin");

    w.grant(w.god, "get.wares", only_new);
    CHECK(verdict(check(w.ada, "get.wares")) == "yes member");
    CHECK(scope(check(w.ada, "get.wares")) == json::serialize(json::array{only_new}));
    w.ask("INSERT INTO main.roles (name) VALUES ('keeper'); INSERT INTO main.user_roles (user_id, "
          "role_id) SELECT u.id, r.id FROM main.users u, main.roles r WHERE u.email = "
          "'ada@example.com' AND r.name = 'keeper'");
    w.grant(w.god, "get.wares", std::nullopt, "keeper"); // for every row: lifts the scope
    CHECK(verdict(check(w.ada, "get.wares")) == "yes keeper");
    CHECK(scope(check(w.ada, "get.wares")) == "null");
    const auto granted = w.ask("SELECT rc.id FROM main.role_claims rc JOIN main.roles r ON r.id = "
                               "rc.role_id WHERE r.name = 'keeper'");
    CHECK(w.god.del("/roleClaims/" + granted).status == 200);
    CHECK(verdict(check(w.ada, "get.wares")) == "yes member");
    w.grant(w.god, "get.wares", "own", "keeper");
    CHECK(verdict(check(w.ada, "get.wares")) == "yes keeper member");
    CHECK(check(w.ada, "get.wares").at("/data/scope").as_array().size() == 2);
}

TEST_CASE("a row is within reach, or it is not there") {
    world w;
    w.grant(w.god, "get.wares", only_new);
    w.grant(w.god, "put.wares");
    CHECK(verdict(check(w.ada, "get.wares", "wares", fresh)) == "yes member");
    CHECK(verdict(check(w.ada, "get.wares", "wares", old)) == "no");
    CHECK(verdict(check(w.ada, "get.wares", "wares", row + "9")) == "no");
    CHECK(verdict(check(w.ada, "delete.wares", "wares", fresh)) == "no");
    // Claims that no row of the table is measured by: those one may read.
    CHECK(verdict(check(w.ada, "post.wares", "wares", fresh)) == "yes member");
    CHECK(verdict(check(w.ada, "post.wares", "wares", old)) == "no");
    CHECK(verdict(check(w.god, "get.wares", "wares", old)) == "yes godmin");
    CHECK(w.god.del("/wares/" + old).status == 200);
    CHECK(verdict(check(w.god, "get.wares", "wares", old)) == "no");

    auto bob = w.member("bob");
    const auto note = w.ada.post("/notes", R"({"text":"mine"})").text("/data/id");
    CHECK(verdict(check(w.ada, "put.notes", "notes", note)) == "yes member");
    CHECK(verdict(check(bob, "put.notes", "notes", note)) == "no");
}

TEST_CASE("without a claim, everything is told") {
    world w;
    // Accounts are here: nobody has to be reached for them.
    CHECK(w.anyone().get("/openapi.json").body.find("accounts_unavailable") == std::string::npos);
    w.grant(w.god, "get.wares", only_new);
    const auto all = w.ada.post("/auth/check", "{}");
    CHECK(verdict(all) == "yes member");
    CHECK(all.text("/data/rights/userId") ==
          w.ask("SELECT id FROM main.users WHERE email = 'ada@example.com'"));
    CHECK(all.at("/data/rights/isGod") == false);
    CHECK(all.at("/data/rights/claims") ==
          parse(R"(["get.notes","post.notes","post.wares","put.notes"])"));
    CHECK(all.at("/data/rights/scopes/0/claim") == "get.wares");
    CHECK(all.at("/data/rights/scopes/0/filters/0") == only_new);
    const auto bare = w.ada.send("POST", "/auth/check", "");
    CHECK(bare.status == 200);
    CHECK(bare.at("/data") == all.at("/data"));
    CHECK(w.ada.post("/auth/check", " ").code() == "malformed_json");
    CHECK(w.ada.post("/auth/check", "null").status >= 400);
    const auto of_god = w.god.post("/auth/check", "{}");
    CHECK(of_god.at("/data/rights/isGod") == true);
    CHECK(verdict(of_god) == "yes godmin");
}

TEST_CASE("what cannot be asked is refused by name") {
    world w;
    auto anyone = w.anyone();
    CHECK(verdict(anyone.post("/auth/check", R"({"claim":"get.notes"})")) == "401 unauthenticated");
    const auto refused = [&](const std::string& body, const char* at, const char* code) {
        const auto a = w.ada.post("/auth/check", body);
        INFO(a.body);
        CHECK(a.status == 422);
        CHECK(a.text("/errors/0/path") == at);
        CHECK(a.text("/errors/0/code") == code);
    };
    refused(R"({"claim":"get.wares","entity":"wares"})", "/id", "required");
    refused(R"({"claim":"get.wares","id":")" + fresh + "\"}", "/entity", "required");
    refused(R"({"entity":"wares","id":")" + fresh + "\"}", "/claim", "required");
    refused(R"({"claim":"get.x","entity":"x\" OR 1=1","id":")" + fresh + "\"}", "/entity",
            "unknown");
    refused(R"({"claim":"get.wares","entity":"wares","id":"7"})", "/id", "malformed");
    refused(R"({"claim":5})", "/claim", "wrong_type");
    refused(R"({"claim":""})", "/claim", "too_short");
    refused(R"({"claim":")" + std::string(101, 'x') + "\"}", "/claim", "too_long");
    refused(R"({"claim":"get.wares","more":1})", "/more", "unknown_field");
    CHECK(w.ada.post("/auth/check", "{").code() == "malformed_json");
}

TEST_CASE("a shared secret publishes no key") {
    world w;
    const auto a = w.anyone().get("/.well-known/jwks.json");
    CHECK(a.status == 200);
    CHECK(a.body == R"({"keys":[]})");
    CHECK(a.header("Cache-Control").find("max-age") != std::string::npos);
}
