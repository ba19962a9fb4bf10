// The query API over entities that hang together: operators, relations, search, groups.
#include "shelf_world.hpp"

using namespace nucleus::testing;

TEST_CASE("text, arrays, JSON and words are compared") {
    shelf s;
    CHECK(s.where("title", "like", R"("%ngines")") == "1");
    CHECK(s.where("title", "ilike", R"("RIV%")") == "3");
    CHECK(s.where("title", "like", R"("100\\%%")") == "1");
    CHECK(s.where("title", "contains", R"("%")") == "1"); // literally
    CHECK(s.where("title", "contains", R"("_")") == "2");
    CHECK(s.where("title", "contains", R"("river")").empty());
    CHECK(s.where("title", "icontains", R"("river")") == "3");
    CHECK(s.where("title", "startsWith", R"("Un")") == "2");
    CHECK(s.where("title", "istartsWith", R"("UNDER_")") == "2");
    CHECK(s.where("title", "endsWith", R"("'s")") == "4");
    CHECK(s.where("title", "iendsWith", R"("SCORE")") == "2");
    CHECK(s.where("themes", "has", R"("math")") == "12");
    CHECK(s.where("themes", "hasAll", R"(["steam","math"])") == "1");
    CHECK(s.where("themes", "overlaps", R"(["steam","nothing"])") == "1");
    CHECK(s.where("themes", "hasAll", "[]") == "123");
    CHECK(s.where("details", "jsonPath", R"j("$.pages ? (@ > 100)")j") == "1");
    CHECK(s.where("details", "jsonPath", R"("$.cover.color")") == "1");
    CHECK(s.where("summary", "matches", R"("run")") == "13"); // running, run
    CHECK(s.where("title", "notIn", R"(["Rivers"])") == "124");
    const auto refused = [&](const std::string& filter, std::string_view why) {
        const auto a = s.get("/books?filters=" + encoded(filter));
        INFO(a.body);
        CHECK(a.status == 400);
        CHECK(a.code() == "invalid_query");
        CHECK(a.text("/errors/0/path") == "filters");
        CHECK(a.text("/errors/0/message").find(why) != std::string::npos);
    };
    refused(R"([{"field":"title","operator":"like","value":"x\\"}])", "escape");
    refused(R"([{"field":"title","operator":"has","value":"x"}])", "does not fit");
    refused(R"([{"field":"copies","operator":"contains","value":"x"}])", "does not fit");
    refused(R"([{"field":"details","operator":"jsonPath","value":"$.["}])", "at /0/value: ");
    refused(R"([{"field":"details","operator":"jsonPath","value":7}])", "must be a string");
    // What is well-formed but for a part that PostgreSQL reads last, also further down.
    constexpr auto bad_pattern =
        R"j([{"field":"details","operator":"jsonPath","value":"$ ? (@ like_regex \"(\")"}])j";
    refused(bad_pattern, "at /0/value: ");
    // What PostgreSQL has not implemented: told when it parses, and only when it meets a value.
    refused(
        R"j([{"field":"details","operator":"jsonPath","value":"$ ? (@ like_regex \"x\" flag \"x\")"}])j",
        "at /0/value: ");
    s.w.ask(R"(UPDATE main.books SET details = '{"day":"2020-01-02"}' WHERE details IS NULL)");
    refused(
        R"j([{"field":"details","operator":"jsonPath","value":"$.day ? (@.datetime() < \"2020-01-01 00:00:00+00\".datetime())"}])j",
        "what PostgreSQL does not do");
    refused(R"j({"or":[{"field":"details","operator":"jsonPath","value":"$.a"},{"not":
        {"field":"details","operator":"jsonPath","value":"$..a"}}]})j",
            "at /or/1/not/value: syntax error");
    std::string patterns{
        "$ ? ("}; // each keeps PostgreSQL busy for as long as its regex is compiled
    for (char c = 'a'; c <= 'p'; ++c) {
        const std::string few = "{1,20}";
        patterns += c == 'a' ? "" : " || ";
        patterns += "@ like_regex \"((" + (c + few) + ")" + few + ")" + few + "\"";
    }
    refused("[{\"field\":\"details\",\"operator\":\"jsonPath\",\"value\":" +
                json::serialize(json::value(patterns + ")")) + "}]",
            "at /0/value: takes too long to read");
    const auto nested = s.get("/authors?with=" + encoded(R"([{"relation":"books","filters":)" +
                                                         std::string{bad_pattern} + "}]"));
    INFO(nested.body);
    CHECK(nested.status == 400);
    CHECK(nested.text("/errors/0/path") == "with");
    CHECK(nested.text("/errors/0/message").starts_with("at /0/filters/0/value: "));
}

TEST_CASE("a path crosses relations to one, and what is behind it needs its own claim") {
    shelf s;
    CHECK(s.where("author.name", "eq", R"("Ada")") == "12");
    CHECK(s.where("authors.country", "eq", R"("US")") == "3");
    CHECK(s.where("author.name", "isNull", "null") == "4"); // there is none
    CHECK(s.ids(s.get("/reviews?filters=" +
                      encoded(R"([{"field":"book.author.name","operator":"eq","value":"Bob"}])")))
              .size() == 1);
    CHECK(
        s.ids(s.get(
            "/books?sort=" +
            encoded(
                R"([{"field":"author.name","direction":"desc","nulls":"last"},{"field":"price"}])"))) ==
        "3124");
    const auto refused = [](http_client& c, const std::string& query) {
        const auto a = c.get(query);
        INFO(a.body);
        CHECK(a.status == 400);
        CHECK(a.code() == "invalid_query");
        CHECK(a.body.find("there is no such") != std::string::npos);
    };
    refused(s.god, "/books?filters=" + encoded(R"([{"field":"author.nope","operator":"isNull"}])"));
    refused(s.god,
            "/books?filters=" + encoded(R"([{"field":"reviews.stars","operator":"isNull"}])"));
    auto ada = s.w.member("ada");
    refused(ada, "/books?filters=" + encoded(R"([{"some":{"relation":"vaults"}}])"));
    refused(ada, "/books?with=" + encoded(R"(["vaults"])"));
    refused(ada, "/books?sort=" + encoded(R"([{"field":"cost"}])"));
    refused(ada, "/reviews?filters=" + encoded(R"([{"field":"book.cost","operator":"isNull"}])"));
    CHECK(s.god.get("/books?filters=" + encoded(R"([{"some":{"relation":"vaults"}}])")).status ==
          200);
}

TEST_CASE("some, none and every ask about related rows") {
    shelf s;
    const auto related = [&](const std::string& how, const std::string& relation,
                             const std::string& filters) {
        return s.books(R"([{")" + how + R"(":{"relation":")" + relation + "\"" +
                       (filters.empty() ? "" : ",\"filters\":" + filters) + "}}]");
    };
    const std::string good = R"([{"field":"stars","operator":"gte","value":4}])";
    CHECK(related("some", "reviews", good) == "13");
    CHECK(related("some", "reviews", "") == "13");
    CHECK(related("none", "reviews", "") == "24");
    CHECK(related("every", "reviews", good) == "234");
    CHECK(
        related("some", "reviews", R"([{"field":"body","operator":"eq","value":"gone"}])").empty());
    CHECK(related("some", "labels", R"([{"field":"name","operator":"eq","value":"new"}])") == "13");
    CHECK(related("none", "labels", "") == "24");
    CHECK(
        s.books(
            R"({"and":[{"some":{"relation":"labels"}},{"not":{"field":"author.name","operator":"eq","value":"Bob"}}]})") ==
        "1");
    // Reviews are their maker's: a member sees none of those.
    auto ada = s.w.member("ada");
    CHECK(shelf::ids(ada.get("/books?filters=" + encoded(R"([{"some":{"relation":"reviews"}}])")))
              .empty());
}

TEST_CASE("fields and relations are answered as asked") {
    shelf s;
    const auto one = s.get("/books/00000000-0000-7000-8000-000000000001?fields=" +
                           encoded(R"(["title","price"])"));
    CHECK(one.at("/data") == parse(R"({"title":"100% Engines","price":10.5})"));
    CHECK(one.header("ETag").empty());
    const auto sorted = "&sort=" + encoded(R"([{"field":"id"}])");
    const auto all = s.get("/books?fields=" + encoded(R"(["title"])") + sorted +
                           "&with=" + encoded(R"([{"relation":"author","fields":["name"]},
                    {"relation":"reviews","fields":["stars"],"sort":[{"field":"stars"}]},
                    {"relation":"labels","fields":["name"],"sort":[{"field":"name"}],"limit":1}])"));
    INFO(all.body);
    REQUIRE(all.status == 200);
    CHECK(all.at("/data/items") == parse(R"([
        {"title":"100% Engines","author":{"name":"Ada"},"reviews":[{"stars":1},{"stars":5}],"labels":[{"name":"new"}]},
        {"title":"Under_score","author":{"name":"Ada"},"reviews":[],"labels":[]},
        {"title":"Rivers","author":{"name":"Bob"},"reviews":[{"stars":4}],"labels":[{"name":"new"}]},
        {"title":"Nobody's","author":null,"reviews":[],"labels":[]}])"));
    const auto deep = s.get(
        "/authors?fields=" + encoded(R"(["name"])") + "&sort=" + encoded(R"([{"field":"name"}])") +
        "&with=" + encoded(R"([{"relation":"books","fields":["title"],"sort":[{"field":"title"}],
        "filters":[{"field":"copies","operator":"lt","value":5}],"with":[{"relation":"labels","fields":["name"],"sort":[{"field":"name"}]}]}])"));
    INFO(deep.body);
    CHECK(deep.at("/data/items") == parse(R"([
        {"name":"Ada","books":[{"title":"100% Engines","labels":[{"name":"new"},{"name":"old"}]},{"title":"Under_score","labels":[]}]},
        {"name":"Bob","books":[]},{"name":"Cleo","books":[]}])"));
    // Older spellings.
    const auto older = s.get("/books?select=" + encoded(R"(["title"])") + "&relations=" +
                             encoded(R"(["author"])") + "&orderBy=price&orderDirection=desc");
    INFO(older.body);
    CHECK(older.at("/data/items/1/title") == "Under_score");
    CHECK(older.at("/data/items/1/author/country") == "GB");
    const auto refused = [&](const std::string& query, std::string_view parameter) {
        const auto a = s.get("/books?" + query);
        INFO(query << "\n" << a.body);
        CHECK(a.status == 400);
        CHECK(a.text("/errors/0/path") == parameter);
    };
    refused("fields=" + encoded(R"(["nope"])"), "fields");
    refused("fields=" + encoded("[]"), "fields");
    refused("fields=title", "fields");
    refused("with=" + encoded(R"(["authr"])"), "with");
    refused("with=" + encoded(R"(["author","author"])"), "with");
    refused("with=" + encoded(R"([{"relation":"reviews","limit":1001}])"), "with");
    refused(
        "with=" +
            encoded(R"([{"relation":"reviews","filters":[{"field":"x","operator":"isNull"}]}])"),
        "with");
    refused(
        "with=" +
            encoded(
                R"([{"relation":"author","with":[{"relation":"books","with":[{"relation":"author","with":[{"relation":"books","with":[{"relation":"author","with":["books"]}]}]}]}]}])"),
        "with");
    refused("with=" + encoded(R"(["author"])") + "&relations=" + encoded(R"(["author"])"),
            "relations");
    refused("orderDirection=asc", "orderDirection");
}

TEST_CASE("a member sees of related rows what they would see of the rows themselves") {
    shelf s;
    auto ada = s.w.member("ada"), bob = s.w.member("bob");
    const auto mine =
        ada.post("/reviews", R"({"bookId":"00000000-0000-7000-8000-000000000002","stars":3})");
    REQUIRE(mine.status == 201);
    const auto reviews_of = [](http_client& c) {
        const auto a = c.get("/books?with=" + encoded(R"(["reviews"])") +
                             "&sort=" + encoded(R"([{"field":"id"}])"));
        REQUIRE(a.status == 200);
        std::string counts;
        const auto items = a.at("/data/items");
        for (const auto& item : items.as_array())
            counts += std::to_string(item.at("reviews").as_array().size());
        return counts;
    };
    CHECK(reviews_of(ada) == "0100");
    CHECK(reviews_of(bob) == "0000");
    CHECK(reviews_of(s.god) == "2110");
    CHECK(ada.get("/books").body.find("cost") == std::string::npos);
    CHECK(ada.get("/reviews?with=" + encoded(R"(["book"])")).body.find("cost") ==
          std::string::npos);
    CHECK(ada.get("/books?fields=" + encoded(R"(["cost"])")).status == 400);
}

TEST_CASE("a row that is linked twice is expanded once") {
    shelf s;
    s.w.ask("INSERT INTO main.book_labels (book_id, label_id) SELECT book_id, label_id FROM "
            "main.book_labels");
    const auto found =
        s.get("/labels?fields=" + encoded(R"(["name"])") +
              "&sort=" + encoded(R"([{"field":"name"}])") + "&with=" +
              encoded(R"([{"relation":"books","fields":["title"],"sort":[{"field":"title"}]}])"));
    CHECK(found.at("/data/items") == parse(R"([
        {"name":"new","books":[{"title":"100% Engines"},{"title":"Rivers"}]},
        {"name":"old","books":[{"title":"100% Engines"}]}])"));
}

TEST_CASE("search finds words, or parts of text where there is no index of words") {
    shelf s;
    CHECK(s.ids(s.get("/books?search=machine&sort=" + encoded(R"([{"field":"id"}])"))) == "1");
    CHECK(s.ids(s.get("/books?search=runs&sort=" + encoded(R"([{"field":"id"}])"))) == "13");
    CHECK(s.ids(s.get("/books?search=" + encoded("boats -rivers"))).empty());
    CHECK(s.ids(s.get("/labels?search=OL")) == "1");
    CHECK(s.ids(s.get("/labels?search=" + encoded("%"))).empty());
    CHECK(s.get("/authors?search=ada").status == 400);
    CHECK(s.w.ask("SELECT count(*) FROM pg_indexes WHERE schemaname = 'main' AND indexdef LIKE "
                  "'%USING gin%to_tsvector%'") == "1");
}

TEST_CASE("groups: different values, counts, sums, buckets of time") {
    shelf s;
    const auto items = [&](const std::string& query) {
        const auto a = s.get("/books?" + query);
        INFO(query << "\n" << a.body);
        REQUIRE(a.status == 200);
        return json::serialize(a.at("/data/items"));
    };
    CHECK(items("distinct=" + encoded(R"(["author.country"])")) ==
          R"([{"author.country":"GB"},{"author.country":"US"},{"author.country":null}])");
    CHECK(items("aggregate=" + encoded(R"([{"fn":"count"}])")) == R"([{"count":4}])");
    const auto sums =
        s.get("/books?aggregate=" +
              encoded(R"([{"fn":"sum","field":"price"},{"fn":"avg","field":"copies","as":"mean"},
        {"fn":"min","field":"title"},{"fn":"max","field":"publishedAt"},{"fn":"count","field":"price"}])"));
    INFO(sums.body);
    CHECK(
        sums.body.find(
            R"({"sumPrice":35.75,"mean":3.6666666666666667,"minTitle":"100% Engines","maxPublishedAt":"2026-02-01T00:00:00Z","countPrice":3})") !=
        std::string::npos);
    CHECK(
        items("groupBy=" + encoded(R"([{"field":"publishedAt","bucket":"month"}])") +
              "&aggregate=" + encoded(R"([{"fn":"count","as":"books"}])") +
              "&filters=" + encoded(R"([{"field":"publishedAt","operator":"isNotNull"}])") +
              "&sort=" + encoded(R"([{"field":"books","direction":"desc"}])")) ==
        R"([{"publishedAt":"2026-01-01T00:00:00Z","books":2},{"publishedAt":"2026-02-01T00:00:00Z","books":1}])");
    const auto paged = s.get("/books?limit=1&groupBy=" + encoded(R"(["author.name"])") +
                             "&aggregate=" + encoded(R"([{"fn":"count"}])"));
    INFO(paged.body);
    CHECK(paged.at("/data/meta/totalItems") == 3);
    CHECK(paged.at("/data/meta/hasNextPage") == true);
    const auto refused = [&](const std::string& query, std::string_view parameter) {
        const auto a = s.get("/books?" + query);
        INFO(query << "\n" << a.body);
        CHECK(a.status == 400);
        CHECK(a.text("/errors/0/path") == parameter);
    };
    refused("aggregate=" + encoded(R"([{"fn":"sum","field":"title"}])"), "aggregate");
    refused("aggregate=" + encoded(R"([{"fn":"median","field":"price"}])"), "aggregate");
    refused("aggregate=" + encoded(R"([{"fn":"sum"}])"), "aggregate");
    refused("aggregate=" + encoded(R"([{"fn":"count"},{"fn":"count"}])"), "aggregate");
    refused("aggregate=" + encoded(R"([{"fn":"count","as":"a\"b"}])"), "aggregate");
    refused("groupBy=" + encoded(R"([{"field":"title","bucket":"day"}])"), "groupBy");
    refused("groupBy=" + encoded(R"(["themes"])"), "groupBy");
    refused("distinct=" + encoded(R"(["title"])") + "&sort=" + encoded(R"([{"field":"price"}])"),
            "sort");
    refused("distinct=" + encoded(R"(["title"])") + "&with=" + encoded(R"(["author"])"),
            "distinct");
    auto ada = s.w.member("ada");
    CHECK(ada.get("/books?aggregate=" + encoded(R"([{"fn":"sum","field":"cost"}])")).status == 400);
    const auto own = ada.get("/reviews?aggregate=" + encoded(R"([{"fn":"count"}])"));
    CHECK(own.at("/data/items/0/count") == 0); // of her own
}

TEST_CASE("a query may come in a body") {
    shelf s;
    const auto a =
        s.god.post("/books/query", R"({"filters":[{"field":"copies","operator":"gt","value":2}],
        "sort":[{"field":"copies"}],"fields":["id","copies"],"limit":1,"with":["author"]})");
    INFO(a.body);
    CHECK(s.ids(a) == "1");
    CHECK(a.at("/data/items/0/author/name") == "Ada");
    CHECK(a.at("/data/meta/totalItems") == 2);
    CHECK(s.ids(s.god.post(
              "/books/query",
              R"({"filters":"[{\"field\":\"copies\",\"operator\":\"gt\",\"value\":5}]"})")) == "3");
    CHECK(s.ids(s.god.send("POST", "/books/query", "", {})).size() == 4);
    CHECK(s.god.post("/books/query", R"({"filters":[{"field":"nope","operator":"isNull"}]})")
              .code() == "invalid_query");
    for (const auto* body : {R"({"nope":1})", R"({"limit":"x"})", R"({"page":0})"}) {
        const auto refused = s.god.post("/books/query", body);
        INFO(refused.body);
        CHECK(refused.status == 400);
        CHECK(refused.code() == "invalid_query");
        CHECK(std::string{body}.find(refused.text("/errors/0/path")) == 2); // as of a query string
    }
    CHECK(s.god.post("/books/query", "{").code() == "malformed_json");
    CHECK(s.w.anyone().post("/books/query", "{}").status == 401);
}

TEST_CASE("a protected field is as unknown to who may not read it as any other name") {
    shelf s;
    for (const auto* claim : {"post.books", "put.books", "bulk.post.books", "bulk.put.books"})
        s.w.grant(s.god, claim);
    auto ada = s.w.member("ada");
    const auto unknown = [](const answer& a, const std::string& path) {
        INFO(a.body);
        CHECK(a.status == 422);
        CHECK(a.text("/errors/0/path") == path);
        CHECK(a.text("/errors/0/code") == "unknown_field");
        CHECK(a.body.find("\"cost\"") == std::string::npos);
    };
    const std::string book = "/books/00000000-0000-7000-8000-000000000001";
    unknown(ada.put(book, R"({"copies":9,"cost":7})"), "/cost");
    unknown(ada.post("/books", R"({"title":"x","cost":7})"), "/cost");
    unknown(ada.post("/books", R"({"title":"x","cots":7})"), "/cots"); // and is not suggested
    CHECK(s.w.ask("SELECT copies || ' ' || cost FROM main.books WHERE id::text LIKE '%1'") ==
          "3 4");
    CHECK(ada.post("/books", R"({"title":"x"})").status == 201);
    CHECK(s.god.post("/books", R"({"title":"y","cots":7})").body.find("cost") != std::string::npos);
    s.w.grant(s.god, "get.books.cost");
    CHECK(ada.put(book, R"({"cost":7})").at("/data/cost") == 7);
    CHECK(ada.post("/books", R"({"title":"z","cost":8})").at("/data/cost") == 8);
}

TEST_CASE("toggle turns isActive over, restore undoes a soft deletion") {
    shelf s;
    const std::string book = "/books/00000000-0000-7000-8000-000000000001";
    const auto off = s.god.send("PATCH", book + "/toggle", "", {});
    INFO(off.body);
    CHECK(off.at("/data/isActive") == false);
    const auto stale = s.god.send("PATCH", book + "/toggle", "", {{"If-Match", "\"1-x\""}});
    CHECK(stale.code() == "precondition_failed");
    CHECK(s.god.send("PATCH", book + "/toggle", "", {{"If-Match", off.header("ETag")}})
              .at("/data/isActive") == true);
    CHECK(
        s.god.send("PATCH", "/books/00000000-0000-7000-8000-00000000ffff/toggle", "", {}).status ==
        404);
    CHECK(s.god.send("PATCH", "/books/7/toggle", "", {}).code() == "malformed_id");
    auto ada = s.w.member("ada"), bob = s.w.member("bob");
    CHECK(ada.send("PATCH", book + "/toggle", "", {}).status == 403);
    CHECK(s.w.anyone().send("PATCH", book + "/toggle", "", {}).status == 401);

    const auto made =
        ada.post("/reviews", R"({"bookId":"00000000-0000-7000-8000-000000000002","stars":3})");
    const auto review = "/reviews/" + made.text("/data/id");
    const auto live = ada.send("PATCH", review + "/restore", "", {});
    CHECK(live.status == 404);
    CHECK(live.text("/message") == "The row is not deleted.");
    CHECK(ada.del(review).status == 200);
    CHECK(ada.send("PATCH", review + "/restore", "", {{"If-Match", made.header("ETag")}}).code() ==
          "precondition_failed"); // its version before it was deleted
    CHECK(bob.send("PATCH", review + "/restore", "", {{"If-Match", made.header("ETag")}}).status ==
          404);
    CHECK(ada.get(review).status == 404);
    CHECK(ada.get(review + "?deleted=with").status == 200);
    CHECK(ada.get("/reviews?deleted=only").at("/data/meta/totalItems") == 1);
    CHECK(ada.get("/reviews?deleted=with").at("/data/meta/totalItems") == 1);
    CHECK(bob.get("/reviews?deleted=only").at("/data/meta/totalItems") == 0);
    CHECK(bob.send("PATCH", review + "/restore", "", {}).status == 404);
    CHECK(ada.send("PATCH", review + "/restore", "", {}).status == 200);
    CHECK(ada.get(review).status == 200);
    CHECK(s.get("/books?deleted=with").status == 400);
}
