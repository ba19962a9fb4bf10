// Row scopes: claims that reach some rows only.
#include "crud_world.hpp"

using namespace nucleus::testing;

namespace {

constexpr std::string_view entities = R"([
  {"table_name": "shops", "columns": [{"name": "name", "type": "text"}, {"name": "open", "type": "boolean"}]},
  {"table_name": "wares", "bulk_endpoints_enabled": true, "softDelete": true, "columns": [
    {"name": "name", "type": "text", "notNull": true}, {"name": "state", "type": "text"},
    {"name": "price", "type": "integer"}, {"name": "kept_for", "type": "varchar", "length": 20, "enumValues": ["member", "staff"]},
    {"name": "more", "type": "jsonb"}, {"name": "secret", "type": "text", "protected": true},
    {"name": "shop_id", "type": "uuid", "references": {"table": "shops"}}]}
])";

/// A member may read wares; what else is granted with scopes, by each test.
struct world : crud_world {
    world()
        : crud_world{entities, true, R"(["post.wares"])"} {
        ask(R"(
INSERT INTO main.shops (id, name, open) VALUES
  ('00000000-0000-7000-8000-00000000000a', 'A', true), ('00000000-0000-7000-8000-00000000000b', 'B', false);
INSERT INTO main.wares (id, name, state, price, secret, shop_id) VALUES
  ('00000000-0000-7000-8000-000000000001', 'one', 'new', 1, 'x', '00000000-0000-7000-8000-00000000000a'),
  ('00000000-0000-7000-8000-000000000002', 'two', 'new', 2, 'y', '00000000-0000-7000-8000-00000000000b'),
  ('00000000-0000-7000-8000-000000000003', 'three', 'old', 3, 'x', '00000000-0000-7000-8000-00000000000a'),
  ('00000000-0000-7000-8000-000000000004', 'four', NULL, 4, NULL, NULL))");
    }
    http_client god = crud_world::god();

    void grant(const std::string& claim, const std::optional<std::string>& scope = std::nullopt) {
        crud_world::grant(god, claim, scope);
    }
    std::string names(http_client& c, const std::string& query = {}) {
        const auto a = c.get("/wares?sort=" + encoded(R"([{"field":"price"}])") + query);
        INFO(a.body);
        if (a.status != 200) return std::to_string(a.status);
        std::string all;
        const auto items = a.at("/data/items");
        for (const auto& i : items.as_array())
            all.append(all.empty() ? "" : " ").append(std::string{i.at("name").as_string()});
        return all;
    }
};

const std::string one = "/wares/00000000-0000-7000-8000-000000000001",
                  two = "/wares/00000000-0000-7000-8000-000000000002";
constexpr const char* only_new = R"([{"field":"state","operator":"eq","value":"new"}])";

}

TEST_CASE("a scope holds for every way of reading") {
    world w;
    auto ada = w.member("ada");
    CHECK(w.names(ada) == "403");
    w.grant("get.wares", only_new);
    CHECK(w.names(ada) == "one two"); // at once
    CHECK(w.names(ada, "&filters=" +
                           encoded(R"([{"not":{"field":"state","operator":"eq","value":"new"}}])"))
              .empty());
    CHECK(ada.get(one).status == 200);
    CHECK(ada.get("/wares/00000000-0000-7000-8000-000000000003").status == 404);
    CHECK(ada.get("/wares/00000000-0000-7000-8000-000000000003?fields=" + encoded(R"(["id"])"))
              .status == 404);
    CHECK(ada.get("/wares").at("/data/meta/totalItems") == 2);
    CHECK(ada.get("/wares?aggregate=" + encoded(R"([{"fn":"sum","field":"price"}])"))
              .at("/data/items/0/sumPrice") == 3);
    CHECK(ada.get("/wares?format=ndjson&fields=" + encoded(R"(["price"])")).body ==
          "{\"price\":2}\n{\"price\":1}\n");
    CHECK(ada.put(one, R"({"price":9})").status == 403);
    // Another role's scope adds to it; one without a scope lifts it.
    w.grant("get.wares", R"([{"field":"price","operator":"gte","value":4}])");
    CHECK(w.names(ada) == "one two four");
    w.grant("get.wares");
    CHECK(w.names(ada) == "one two three four");
    // A column that the caller may not see may be part of the rule.
    auto bob = w.member("bob");
    CHECK(bob.get(one).at("/data/secret").is_null());
}

TEST_CASE("a scope may be about other tables, and holds where they are reached") {
    world w;
    auto ada = w.member("ada");
    w.grant("get.wares", R"([{"field":"shop.open","operator":"eq","value":true}])");
    CHECK(w.names(ada) == "one three"); // though she may not read shops
    CHECK(ada.get("/wares?with=" + encoded(R"(["shop"])")).status == 400);
    w.grant("get.shops", R"([{"field":"name","operator":"eq","value":"B"}])");
    const auto with = ada.get("/wares?with=" + encoded(R"(["shop"])"));
    CHECK(with.at("/data/items/0/shop").is_null()); // shop A is out of her sight
    CHECK(w.names(ada, "&filters=" + encoded(R"([{"field":"shop.name","operator":"isNotNull"}])"))
              .empty());
    const auto shops = ada.get("/shops?with=" + encoded(R"(["wares"])"));
    CHECK(shops.at("/data/items").as_array().size() == 1);
    CHECK(shops.at("/data/items/0/wares").as_array().empty()); // those of B are not open
    const auto some = [&](const std::string& how) {
        return ada.get("/shops?filters=" + encoded("[{\"" + how + R"(":{"relation":"wares"}}])"))
            .at("/data/meta/totalItems");
    };
    CHECK(some("some") == 0);
    CHECK(some("none") == 1);
    // A scope over a to-many relation, and two scopes that lead to each other.
    w.grant(
        "get.shops",
        R"([{"some":{"relation":"wares","filters":[{"field":"price","operator":"eq","value":1}]}}])");
    CHECK(ada.get("/shops").at("/data/meta/totalItems") == 2);
    CHECK(w.names(ada) == "one three");
}

TEST_CASE("a scope holds for changes and deletions, one by one and in bulk") {
    world w;
    auto ada = w.member("ada");
    w.grant("get.wares");
    w.grant("put.wares", only_new);
    w.grant("delete.wares", "own");
    CHECK(ada.put(one, R"({"price":9})").status == 200);
    CHECK(ada.put("/wares/00000000-0000-7000-8000-000000000003", R"({"price":9})").status == 404);
    CHECK(ada.patch("/wares/00000000-0000-7000-8000-000000000003/toggle", "").status == 404);
    CHECK(ada.patch(two + "/toggle", "").status == 200);
    const auto tag = ada.get(one).header("ETag");
    CHECK(ada.put(one, R"({"price":10})", {{"If-Match", tag}}).status == 200);
    CHECK(ada.put(one, R"({"price":11})", {{"If-Match", tag}}).status == 412);
    CHECK(ada.del(one).status == 404);
    const auto hers = ada.post("/wares", R"({"name":"hers"})");
    const auto path = "/wares/" + hers.text("/data/id");
    CHECK(ada.del(path).status == 200);
    CHECK(ada.patch(path + "/restore", "").status == 200);
    CHECK(ada.put("/wares/bulk", R"({"filters":[],"set":{"price":0}})").status == 403);
    w.grant("bulk.put.wares", R"([{"field":"price","operator":"lt","value":4}])");
    w.grant("bulk.delete.wares", R"([{"field":"createdBy","operator":"eq","value":"$user.id"}])");
    CHECK(ada.put("/wares/bulk", R"({"filters":[],"set":{"secret":"z"}})").status == 422);
    CHECK(ada.put("/wares/bulk", R"({"filters":[],"set":{"state":"new"}})").at("/data/updated") ==
          2);
    CHECK(ada.put("/wares/bulk", R"([{"id":"00000000-0000-7000-8000-000000000004","price":1}])")
              .status == 404);
    CHECK(ada.send("DELETE", "/wares/bulk", R"({"filters":[]})").at("/data/deleted") == 1);
    CHECK(w.ask("SELECT count(*) FROM main.wares WHERE deleted_at IS NULL") == "4");
}

TEST_CASE("what stands for the caller, and scopes that make no sense") {
    world w;
    auto ada = w.member("ada");
    w.grant("get.wares", R"([{"field":"name","operator":"in","value":"$user.roles"},
                             {"field":"createdAt","operator":"lte","value":"$now"}])");
    CHECK(w.names(ada).empty());
    w.ask("UPDATE main.wares SET name = 'member' WHERE price = 2");
    CHECK(w.names(ada) == "member");
    auto bob = w.member("bob");
    w.grant("get.shops", R"([{"field":"name","operator":"eq","value":"B"}])");
    w.ask("UPDATE main.role_claims SET scope = 'not json' WHERE scope LIKE '%\"B\"%'");
    CHECK(bob.get("/shops").at("/data/meta/totalItems") == 0); // granted by nobody who was asked
    CHECK(w.server().wait_log("a row scope makes no sense"));
    w.grant("get.shops", R"([{"field":"open","operator":"eq","value":true}])");
    CHECK(bob.get("/shops").at("/data/meta/totalItems") == 1); // the sound one is good
}

TEST_CASE("a scope that does not fit the entity of its claim is not granted") {
    world w;
    const auto before = w.ask("SELECT count(*) FROM main.role_claims");
    const auto refused = [&](const char* claim, const std::string& scope, const char* why) {
        const auto a = w.try_grant(w.god, claim, scope);
        INFO(scope << " " << a.body);
        CHECK(a.status == 422);
        CHECK(a.code() == "validation_failed");
        CHECK(a.text("/errors/0/path") == "/scope");
        CHECK(a.text("/errors/0/message").find(why) != std::string::npos);
    };
    refused("get.shops", R"([{"field":"nope","operator":"eq","value":1}])", "at /0/field");
    refused("bulk.delete.wares", "not json", "");
    refused("put.wares", R"([{"field":"price","operator":"eq","value":"x"}])", "at /0/value");
    refused("get.wares", R"([{"field":"more","operator":"jsonPath","value":"$.["}])",
            "at /0/value");
    refused("get.wares", "", "");
    refused("get.wares", " ", "");
    const std::string of_user = R"([{"field":"createdBy","operator":"eq","value":"$user)";
    refused("get.wares", of_user + R"(.nme"}])", "at /0/value: there is no $user.nme");
    refused("get.wares", of_user + R"("}])", "at /0/value: there is no $user");
    refused("get.wares", R"([{"field":"createdBy","operator":"in","value":"$user.roles"}])",
            "at /0/value/0");
    refused("get.wares", R"([{"field":"createdBy","operator":"eq","value":"$user.roles"}])",
            "at /0/value");
    refused("get.wares", R"([{"field":"price","operator":"eq","value":"$tenant.id"}])",
            "at /0/value");
    refused("get.wares", R"([{"field":"keptFor","operator":"eq","value":"stuff"}])", "at /0/value");
    refused("post.wares", only_new, "takes no scope");
    refused("bulk.post.wares", "own", "takes no scope");
    refused("get.wares.secret", only_new, "takes no scope");
    refused(
        "get.wares",
        R"j([{"field":"more","operator":"jsonPath","value":"$ ? (@ like_regex \"x\" flag \"x\")"}])j",
        "at /0/value");
    CHECK(w.ask("SELECT count(*) FROM main.role_claims") == before);

    // A change of the grant is looked at as well: of the scope, and of what it is the scope of.
    const auto grant = w.try_grant(w.god, "get.wares", only_new).text("/data/id");
    CHECK(w.god.put("/roleClaims/" + grant, R"({"scope":"owm"})").status == 422);
    const auto shops = w.ask("SELECT id FROM main.claims WHERE action = 'get.shops'");
    CHECK(w.god.put("/roleClaims/" + grant, R"({"claimId":")" + shops + R"("})").status == 422);
    CHECK(w.god.put("/roleClaims/" + grant, R"({"scope":null})").status == 200);
    CHECK(w.try_grant(w.god, "print.labels", "A4").status ==
          201); // about no entity: not ours to judge
}

TEST_CASE("a scope is judged for anybody, not for who grants it") {
    world w;
    auto ada = w.member("ada"); // her role is "member"; the granter has none of these, nor a tenant
    w.ask("UPDATE main.wares SET kept_for = 'member' WHERE price = 2");
    w.ask("UPDATE main.wares SET kept_for = 'staff' WHERE price = 3");
    w.grant("get.wares", R"([{"field":"keptFor","operator":"in","value":"$user.roles"}])");
    CHECK(w.names(ada) == "two");
    w.grant("get.wares", R"([{"field":"shopId","operator":"eq","value":"$tenant.id"}])");
    CHECK(w.names(ada) == "two"); // there are no tenants: of this one nothing follows
    w.grant("get.wares", R"([{"field":"keptFor","operator":"in","value":["$user.id","staff"]}])");
    CHECK(w.names(ada) == "two three");
    CHECK(
        w.names(ada, "&filters=" +
                         encoded(R"([{"field":"keptFor","operator":"eq","value":"$user.id"}])")) ==
        "400"); // a filter has no such words
}

TEST_CASE("filters of a bulk reach only rows that may be read") {
    world w;
    auto ada = w.member("ada");
    w.grant("bulk.put.wares");
    w.grant("bulk.delete.wares");
    const auto rich = R"("filters":[{"field":"price","operator":"gte","value":3}])";
    const auto set = std::string{"{"} + rich + R"(,"set":{"state":"x"}})";
    const auto gone = std::string{"{"} + rich + "}";
    CHECK(ada.put("/wares/bulk", set).status == 403);
    CHECK(ada.send("DELETE", "/wares/bulk", gone).status == 403);
    CHECK(ada.put("/wares/bulk", R"([{"id":"00000000-0000-7000-8000-000000000001","price":1}])")
              .status == 200); // no filter, nothing learnt
    w.grant("get.wares", R"([{"field":"price","operator":"lt","value":4}])");
    CHECK(ada.put("/wares/bulk", set).at("/data/updated") == 1);
    CHECK(ada.send("DELETE", "/wares/bulk", gone).at("/data/deleted") == 1);
    CHECK(w.ask("SELECT state FROM main.wares WHERE price = 4").empty());
    const auto many = ada.put("/wares/bulk", R"({"filters":[],"set":{"price":1},"maxAffected":1})");
    CHECK(many.code() == "too_many_affected");
    CHECK(many.text("/message").starts_with("More than 1 rows"));
}

TEST_CASE("what a seed says about scopes is told when it makes no sense") {
    crud_world w{entities, true, "[]", R"({"authorization": {
        "enabled": true, "godminEmail": "GOD_EMAIL", "godminPassword": "GOD_PASSWORD", "seed": {
        "roles": [{"name": "member"}], "roleClaimAssignments": [
            {"role": "member", "claims": ["get.wares"],
             "scope": "[{\"field\": \"colour\", \"value\": 1}]"},
            {"role": "member", "claims": ["get.wares"], "scope": "own"},
            {"role": "member", "claims": ["get.shop"]}]}}})"};
    CHECK(w.server().wait_log("a row scope makes no sense"));
    CHECK(w.server().wait_log("the seed gives this claim another scope"));
    CHECK(w.server().wait_log(R"(did you mean \"get.shops\"?)"));
    auto ada = w.member("ada");
    CHECK(ada.get("/wares").at("/data/meta/totalItems") == 0);
}

TEST_CASE("a change does not lead out of the scope, and a scope makes nothing new") {
    world w;
    auto ada = w.member("ada");
    w.grant("get.wares");
    w.grant("put.wares", only_new);
    CHECK(ada.put(one, R"({"state":"old"})").status == 403);
    CHECK(w.ask("SELECT state FROM main.wares WHERE price = 1") == "new");
    CHECK(ada.put(one, R"({"price":7})").status == 200);
    w.grant("bulk.put.wares", only_new);
    const auto both = R"([{"id":"00000000-0000-7000-8000-000000000001","price":8},
                          {"id":"00000000-0000-7000-8000-000000000002","state":"old"}])";
    const auto refused = ada.put("/wares/bulk", both);
    CHECK(refused.status == 403);
    CHECK(refused.text("/errors/0/path") == "/1");
    CHECK(w.ask("SELECT count(*) FROM main.wares WHERE price = 8") == "0");
    const auto some = ada.put("/wares/bulk?mode=partial", both);
    CHECK(some.at("/data/updated") == 1);
    CHECK(some.text("/data/failed/0/code") == "forbidden");
    CHECK(w.ask("SELECT count(*) FROM main.wares WHERE price = 8 AND state = 'new'") == "1");
    CHECK(ada.put("/wares/bulk", R"({"filters":[],"set":{"state":"old"}})").status == 403);
    CHECK(w.ask("SELECT count(*) FROM main.wares WHERE state = 'new'") == "2");
    // New rows are not there to be measured by a scope, even if SQL has granted one.
    w.grant("post.shops");
    w.grant("bulk.post.wares");
    w.ask("UPDATE main.role_claims SET scope = 'own' FROM main.claims c WHERE c.id = claim_id AND "
          "c.action IN ('post.shops', 'bulk.post.wares')");
    CHECK(ada.post("/shops", R"({"name":"mine"})").status == 403);
    CHECK(ada.post("/wares/bulk", R"([{"name":"x","state":"new"}])").status == 403);
}

TEST_CASE("a row that may be read but not written is not there for writing, whatever its version") {
    world w;
    auto ada = w.member("ada");
    w.grant("get.wares");
    w.grant("put.wares", "own");
    w.grant("delete.wares", "own");
    const auto tag = ada.get(one).header("ETag");
    CHECK(ada.put(one, R"({"price":9})", {{"If-Match", tag}}).status == 404);
    CHECK(ada.del(one, {{"If-Match", tag}}).status == 404);
    w.god.del(one);
    CHECK(ada.get("/wares?deleted=only").status == 403); // rows of others are among them
}
