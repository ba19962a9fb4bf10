// Many rows in one request: atomic and partial, by items and by filters.
#include "bulk_world.hpp"

using namespace nucleus::testing;

TEST_CASE("rows are added in bulk, each exactly as if alone") {
    bulk_world w;
    const auto one =
        R"({"code":"A\t\\N","price":0.10,"tags":["a,b",null,"\\\"x\n"],"more":{"k":"\t\\"},
        "seen":"2026-03-04T05:06:07.000089+02:00","blob":"AP8=","cost":3})";
    const auto alone = w.god.post("/goods", one);
    REQUIRE(alone.status == 201);
    const auto fields =
        "?fields=" +
        encoded(R"(["price","stock","tags","more","seen","blob","cost","isActive","createdBy"])");
    const auto as_alone = w.god.get("/goods/" + alone.text("/data/id") + fields).body;
    std::string other{one};
    other.replace(other.find("A\\t"), 3, "B\\t");
    for (const int copies : {1, 40}) { // by INSERT, and by COPY
        auto list = "[" + other;
        for (int n = 1; n < copies; ++n)
            list += R"(,{"code":"D)" + std::to_string(copies + n) + R"("})";
        const auto made = w.god.post("/goods/bulk", list + "]");
        INFO(made.body);
        REQUIRE(made.status == 201);
        CHECK(made.at("/data/created") == copies);
        CHECK(w.god.get("/goods/" + id_at(made, 0) + fields).body == as_alone);
        if (copies > 1) { // defaults of the database
            const auto plain = w.god.get("/goods/" + id_at(made, 1));
            CHECK(plain.at("/data/price").to_number<int>() == 7);
            CHECK(plain.at("/data/stock").is_null());
            CHECK(plain.text("/data/createdBy") == alone.text("/data/createdBy"));
        }
        CHECK(w.god.send("DELETE", "/goods/bulk", json::serialize(made.at("/data/ids"))).status ==
              200);
    }
    const auto rows_back = w.god.post("/goods/bulk?return=items",
                                      R"({"items":[{"code":"X"},{"code":"Y","stock":5}]})");
    CHECK(rows_back.status == 201);
    CHECK(rows_back.text("/data/items/0/code") == "X");
    CHECK(rows_back.at("/data/items/1/stock") == 5);
    CHECK(rows_back.at("/data/ids").is_null());
}

TEST_CASE("ten thousand rows at once, and not one more") {
    bulk_world w;
    const auto made = w.god.post("/goods/bulk", rows(0, 10000));
    CHECK(made.status == 201);
    CHECK(made.at("/data/created") == 10000);
    CHECK(w.count() == "10000");
    CHECK(w.count("id::text ~ '^[0-9a-f]{8}-[0-9a-f]{4}-7'") == "10000");
    const auto more = w.god.post("/goods/bulk", rows(10000, 20001));
    CHECK(more.status == 422);
    CHECK(errors_of(more) == " too_long");
    CHECK(w.count() == "10000");
    const auto mixed = w.god.post("/goods/bulk?mode=partial", rows(9990, 10010));
    CHECK(mixed.at("/data/created") == 10);
    CHECK(mixed.at("/data/failed").as_array().size() == 10);
    CHECK(w.god.get("/goods?limit=1").status == 200);
}

TEST_CASE("a bulk is all or nothing, and names what is wrong with each item") {
    bulk_world w;
    w.god.post("/goods", R"({"code":"OLD"})");
    const auto refused = [&](const std::string& body, int status, std::string_view code,
                             std::string_view errors) {
        const auto a = w.god.post("/goods/bulk", body);
        INFO(body.substr(0, 300) << "\n" << a.body.substr(0, 600));
        CHECK(a.status == status);
        CHECK(a.code() == code);
        CHECK(errors_of(a) == errors);
        CHECK(w.count() == "1");
    };
    refused(R"([{"code":"A"},{"code":"B","price":-1,"stock":"x"},{"price":1}])", 422,
            "validation_failed", "/1/price too_small, /1/stock wrong_type, /2/code required");
    refused(R"({"items":[{"code":"A"},7,{"code":"B","id":"x","nope":1}]})", 422,
            "validation_failed",
            "/items/1 wrong_type, /items/2/id read_only, /items/2/nope unknown_field");
    refused(R"([{"code":"A"},{"code":"OLD"},{"code":"A"}])", 409, "duplicate",
            "/1/code duplicate, /2/code duplicate");
    refused(R"([{"code":"A"},{"code":"B","stock":5000}])", 422, "constraint_violated",
            "/1 constraint_violated");
    refused(R"([{"code":"A","kindId":"00000000-0000-7000-8000-000000000001"},{"code":"B"}])", 409,
            "foreign_key_conflict", "/0/kindId missing_reference");
    // The same among many, which are copied.
    auto many = rows(0, 900);
    many.pop_back();
    refused(many + R"(,{"code":"OLD"},{"code":"C5"},{"code":"Z","stock":1000}])", 409, "duplicate",
            "/900/code duplicate, /901/code duplicate, /902 constraint_violated");
    refused(many + R"(,{"code":"Y","kindId":"00000000-0000-7000-8000-000000000001"}])", 409,
            "foreign_key_conflict", "/900/kindId missing_reference");
    refused("[]", 422, "validation_failed", " too_short");
    refused("{}", 422, "validation_failed", " required");
    refused(R"({"items":{}})", 422, "validation_failed", "/items wrong_type");
    refused(R"({"items":[{"code":"A"}],"filters":[]})", 422, "validation_failed", " required");
    refused(R"([{"code":"A"})", 400, "malformed_json", "none");
    refused("7", 422, "validation_failed", " wrong_type");
    const auto bad_mode = w.god.post("/goods/bulk?mode=some", "[]");
    CHECK(bad_mode.status == 400);
    CHECK(errors_of(bad_mode).starts_with("mode "));
}

TEST_CASE("in partial mode the rest is done, and each failure is reported") {
    bulk_world w;
    w.god.post("/goods", R"({"code":"OLD"})");
    const auto some = w.god.post("/goods/bulk?mode=partial",
                                 R"([{"code":"A"},{"code":"OLD"},{"code":"B","price":-1},
        {"code":"C","kindId":"00000000-0000-7000-8000-000000000001"},{"code":"A"},{"code":"D","stock":1000},{"code":"E"}])");
    CHECK(failed_of(some) ==
          "1 duplicate, 2 validation_failed, 3 foreign_key_conflict, 4 duplicate, "
          "5 constraint_violated");
    CHECK(some.at("/data/created") == 2);
    CHECK(some.text("/data/failed/1/errors/0/path") == "/price");
    CHECK(w.count("code IN ('A', 'E')") == "2");
    CHECK(w.count() == "3");
    CHECK(id_at(some, 1) == w.ask("SELECT id FROM main.goods WHERE code = 'E'"));
    // Many failures, far apart and all together.
    auto many = rows(0, 3000);
    CHECK(w.god.post("/goods/bulk", rows(1000, 2000)).status == 201);
    const auto mixed = w.god.post("/goods/bulk?mode=partial", many);
    CHECK(mixed.at("/data/created") == 2000);
    CHECK(mixed.at("/data/failed").as_array().size() == 1000);
    CHECK(mixed.at("/data/failed/0/index") == 1000);
    CHECK(mixed.at("/data/failed/999/index") == 1999);
    CHECK(w.count() == "3003");
    // What meets a row that is there, and what meets its like.
    const auto twice = w.god.post("/goods/bulk?mode=partial",
                                  R"([{"code":"NEW"},{"code":"C1"},{"code":"NEW"},{"code":"C2"}])");
    CHECK(failed_of(twice) == "1 duplicate, 2 duplicate, 3 duplicate");
    w.ask("DELETE FROM main.goods WHERE code = 'NEW'");
    const auto nothing = w.god.post("/goods/bulk?mode=partial", many);
    CHECK(nothing.at("/data/created") == 0);
    CHECK(nothing.at("/data/failed").as_array().size() == 3000);
    CHECK(nothing.text("/data/failed/2999/errors/0/path") == "/code");
}

TEST_CASE("each row is refused once, for the first rule that it meets") {
    bulk_world w;
    w.god.post("/goods/bulk", R"([{"code":"C","slug":"S"}])");
    std::string all{R"([{"code":"C","slug":"T"},{"code":"A","slug":"S"})"};
    for (int n = 0; n < 20; ++n) all += R"(,{"code":"F)" + std::to_string(n) + "\"}";
    for (int n = 0; n < 60; ++n) all += R"(,{"code":"C","slug":"S"})";
    for (int n = 0; n < 30; ++n) all += R"(,{"code":"G)" + std::to_string(n) + R"(","slug":"S"})";
    const auto refused = w.god.post("/goods/bulk", all + "]");
    CHECK(refused.status == 409);
    CHECK(refused.at("/errors").as_array().size() == 92); // every bad one, and there are < 100
    const auto some = w.god.post("/goods/bulk?mode=partial", all + "]");
    CHECK(some.at("/data/created") == 20);
    CHECK(some.at("/data/failed").as_array().size() == 92);
    CHECK(some.text("/data/failed/0/errors/0/path") == "/code");
    CHECK(some.text("/data/failed/1/errors/0/path") == "/slug");
    CHECK(some.text("/data/failed/2/errors/0/path") == "/code");
    CHECK(some.text("/data/failed/61/errors/0/path") == "/code");
    CHECK(some.text("/data/failed/91/errors/0/path") == "/slug");
}

TEST_CASE("rows are changed in bulk") {
    bulk_world w;
    const auto made = w.god.post("/goods/bulk", rows(0, 5));
    const auto item = [&](int n, const std::string& rest) {
        return R"({"id":")" + id_at(made, n) + R"(",)" + rest + "}";
    };
    const auto done = w.god.put(
        "/goods/bulk?return=items",
        "[" + item(3, R"("stock":33)") + "," + item(0, R"("price":1.25,"tags":["x","y,z"])") + "," +
            item(1, R"("stock":null,"more":{"a":[1]},"blob":"AP8=")") + "]");
    INFO(done.body);
    CHECK(done.status == 200);
    CHECK(done.at("/data/updated") == 3);
    CHECK(done.at("/data/items/0/stock") == 33); // in the order of the request
    CHECK(done.at("/data/items/1/price") == 1.25);
    CHECK(done.at("/data/items/1/tags") == parse(R"(["x","y,z"])"));
    CHECK(done.at("/data/items/1/stock") == 0);
    CHECK(done.at("/data/items/2/stock").is_null());
    CHECK(done.at("/data/items/2/more") == parse(R"({"a":[1]})"));
    CHECK(w.count("updated_at > created_at") == "3");
    const auto refused = [&](const std::string& body, int status, std::string_view errors) {
        const auto a = w.god.put("/goods/bulk", body);
        INFO(a.body);
        CHECK(a.status == status);
        CHECK(errors_of(a) == errors);
        CHECK(w.count("stock = 77") == "0");
    };
    const auto nowhere = std::string{R"({"id":"00000000-0000-7000-8000-000000000001","stock":77})"};
    refused("[" + item(0, R"("stock":77)") + "," + nowhere + "]", 404, "/1 not_found");
    refused("[" + item(0, R"("stock":77)") + "," + item(0, R"("stock":78)") + "]", 422,
            "/1/id duplicate");
    refused("[" + item(0, R"("stock":77)") + R"(,{"stock":1},{"id":"x","stock":1}])", 422,
            "/1/id required, /2/id malformed");
    refused("[" + item(0, R"("stock":77)") + "," + item(1, R"("code":"C2")") + "]", 409,
            "/1/code duplicate");
    refused("[" + item(0, R"("stock":77)") + R"(,{"id":")" + id_at(made, 1) + "\"}]", 422,
            "/1 empty_update");
    const auto some =
        w.god.put("/goods/bulk?mode=partial", "[" + nowhere + "," + item(1, R"("code":"C2")") +
                                                  "," + item(2, R"("stock":78)") + "," +
                                                  item(4, R"("stock":5000)") + "]");
    CHECK(failed_of(some) == "0 not_found, 1 duplicate, 3 constraint_violated");
    CHECK(some.text("/data/failed/1/id") == id_at(made, 1));
    CHECK(w.count("stock = 78") == "1");
}

TEST_CASE("rows are changed and deleted by filters, but not more than is thought") {
    bulk_world w;
    w.god.post("/goods/bulk", rows(0, 50));
    const auto all = R"("filters":[{"field":"stock","operator":"lt","value":20}])";
    const auto body = [&](const std::string& rest) { return "{" + std::string{all} + rest + "}"; };
    const auto too_many = w.god.put("/goods/bulk", body(R"(,"set":{"price":1},"maxAffected":19)"));
    CHECK(too_many.status == 409);
    CHECK(too_many.code() == "too_many_affected");
    CHECK(w.count("price = 1") == "0");
    const auto done = w.god.put("/goods/bulk", body(R"(,"set":{"price":1},"maxAffected":20)"));
    CHECK(done.at("/data/updated") == 20);
    CHECK(w.count("price = 1 AND stock < 20") == "20");
    CHECK(
        w.god
            .put("/goods/bulk",
                 R"({"filters":[{"field":"stock","operator":"lt","value":-1}],"set":{"price":2}})")
            .at("/data/updated") == 0);
    const auto refused = [&](const answer& a, int status, std::string_view error) {
        INFO(a.body);
        CHECK(a.status == status);
        CHECK(errors_of(a) == error);
    };
    refused(w.god.put("/goods/bulk", body("")), 422, "/set required");
    refused(w.god.put("/goods/bulk", body(R"(,"set":{})")), 422, "/set empty_update");
    refused(w.god.put("/goods/bulk", body(R"(,"set":{"price":-1})")), 422, "/set/price too_small");
    refused(
        w.god.put("/goods/bulk", body(R"(,"set":{"id":"00000000-0000-7000-8000-000000000001"})")),
        422, "/set/id read_only");
    refused(w.god.put("/goods/bulk",
                      R"({"filters":[{"field":"nope","operator":"isNull"}],"set":{"price":2}})"),
            400, "filters unknown_field");
    refused(w.god.put("/goods/bulk", body(R"(,"set":{"price":1},"maxAffected":10001)")), 422,
            "/maxAffected too_big");
    refused(w.god.put("/goods/bulk", R"({"set":{"price":1}})"), 422, " required");
    // What PostgreSQL has against it is the same for all of them.
    refused(w.god.put("/goods/bulk", body(R"(,"set":{"code":"same"})")), 409,
            "/set/code duplicate");
    refused(w.god.send("DELETE", "/goods/bulk", body(R"(,"set":{"price":1})")), 422,
            "/set conflict");
    CHECK(w.count() == "50");
    const auto gone = w.god.send("DELETE", "/goods/bulk", body(""));
    CHECK(gone.at("/data/deleted") == 20);
    CHECK(w.count() == "30");
}

TEST_CASE("rows are deleted in bulk") {
    bulk_world w;
    const auto made = w.god.post("/goods/bulk", rows(0, 6));
    const auto del = [&](const std::string& body, const std::string& query = {}) {
        return w.god.send("DELETE", "/goods/bulk" + query, body);
    };
    const auto quoted_id = [&](int n) { return "\"" + id_at(made, n) + "\""; };
    const auto done = del("[" + quoted_id(0) + R"(,{"id":)" + quoted_id(1) + "}]");
    CHECK(done.status == 200);
    CHECK(done.at("/data/deleted") == 2);
    const auto missing = del("{\"items\":[" + quoted_id(2) + "," + quoted_id(0) + "]}");
    CHECK(missing.status == 404);
    CHECK(errors_of(missing) == "/items/1 not_found");
    CHECK(errors_of(del("[7,{\"id\":1},\"x\"]")) ==
          "/0 wrong_type, /1/id wrong_type, /2/id malformed");
    CHECK(w.count() == "4");
    const auto some = del("[" + quoted_id(2) + "," + quoted_id(0) + "]", "?mode=partial");
    CHECK(failed_of(some) == "1 not_found");
    CHECK(some.at("/data/deleted") == 1);
    CHECK(w.count() == "3");
}

TEST_CASE("a bulk obeys the same rules as a single write") {
    bulk_world w;
    auto ada = w.member("ada");
    auto bob = w.member("bob");
    auto anyone = w.anyone();
    CHECK(anyone.post("/memos/bulk", "[]").status == 401);
    CHECK(ada.post("/goods/bulk", rows(0, 1)).status == 403);
    CHECK(ada.put("/goods/bulk", "[]").status == 403);
    CHECK(ada.send("DELETE", "/goods/bulk", "[]").status == 403);
    CHECK(w.god.post("/kinds/bulk", "[]").status == 405); // it has none
    const auto hers = ada.post("/memos/bulk", R"([{"title":"a"},{"title":"b"},{"title":"c"}])");
    REQUIRE(hers.status == 201);
    const auto one = "[\"" + id_at(hers, 0) + "\"]";
    const auto change = R"([{"id":")" + id_at(hers, 0) + R"(","title":"x"}])";
    CHECK(bob.put("/memos/bulk", change).status == 404);
    CHECK(bob.send("DELETE", "/memos/bulk", one).status == 404);
    CHECK(bob.send("DELETE", "/memos/bulk", R"({"filters":[]})").at("/data/deleted") == 0);
    CHECK(bob.put("/memos/bulk", R"({"filters":[],"set":{"title":"y"}})").at("/data/updated") == 0);
    CHECK(ada.put("/memos/bulk", change).status == 200);
    CHECK(ada.send("DELETE", "/memos/bulk", one).at("/data/deleted") == 1);
    CHECK(w.count("deleted_at IS NOT NULL", "memos") == "1"); // softly
    CHECK(ada.put("/memos/bulk", change).status == 404);
    CHECK(ada.send("DELETE", "/memos/bulk", R"({"filters":[]})").at("/data/deleted") == 2);
    CHECK(ada.post("/memos/bulk", R"([{"title":"b"}])").status == 201); // the value is free again
    const auto protected_row = ada.get("/goods?limit=1");
    CHECK(protected_row.status == 200);
    // A long body is let in here, and nowhere else.
    std::string wide = R"([{"title":")" + std::string(3 * 1024 * 1024, 'x') + R"("}])";
    CHECK(ada.post("/memos/bulk", wide).status == 422); // an index cannot hold that
    CHECK(ada.post("/memos", wide).status == 413);
}

TEST_CASE("an owner is no change, and a filter that PostgreSQL refuses is the client's") {
    bulk_world w;
    auto ada = w.member("ada");
    const auto id = ada.post("/docs", R"({"title":"x"})").text("/data/id");
    const auto nobody = std::string{R"("ownerId":"00000000-0000-7000-8000-000000000001")"};
    const auto refused = [&](const answer& a, std::string_view error) {
        INFO(a.body);
        CHECK(a.status == 422);
        CHECK(errors_of(a) == error);
    };
    refused(ada.put("/docs/bulk", R"([{"id":")" + id + "\"," + nobody + "}]"), "/0 empty_update");
    refused(ada.put("/docs/bulk", R"({"filters":[],"set":{)" + nobody + "}}"), "/set empty_update");
    CHECK(ada.put("/docs/bulk", R"([{"id":")" + id + R"(","title":"y",)" + nobody + "}]").status ==
          200);
    CHECK(w.ask("SELECT owner_id = created_by FROM main.docs") == "t");
    for (const auto* path : {R"($[)", R"($ ? (@ like_regex \"(\"))"}) {
        const auto a = ada.send("DELETE", "/docs/bulk",
                                R"({"filters":[{"field":"more","operator":"jsonPath","value":")" +
                                    std::string{path} + R"("}]})");
        INFO(a.body);
        CHECK(a.status == 400);
        CHECK(errors_of(a) == "filters malformed");
    }
    const auto text =
        R"({"filters":"[{\"field\":\"title\",\"operator\":\"eq\",\"value\":\"y\"}]"})";
    CHECK(ada.send("DELETE", "/docs/bulk", text).at("/data/deleted") == 1);
}
