// The main job on real input: examples/shop/config.json as it is, by cookies and by Bearer.
#include "support/percent_encoding.hpp"
#include "support/server_process.hpp"
#include <boost/json.hpp>
#include <catch2/catch_test_macros.hpp>
#include <csignal>
#include <fstream>
#include <sstream>

using namespace nucleus::testing;
namespace json = boost::json;

namespace {

constexpr const char* me = R"({"email":"ada@example.com","password":"Correct-Horse-9"})";

std::string shop_config(const std::filesystem::path& data_dir) {
    std::ostringstream text;
    text << std::ifstream{NUCLEUS_SHOP_CONFIG}.rdbuf();
    auto c = json::parse(text.str());
    c.as_object()["database"] = json::object{{"dataDir", data_dir.string()}};
    return json::serialize(c);
}

/// The shop with a private cluster of its own.
class shop {
public:
    shop()
        : server_{{shop_config(data_.path() / "data of the shop"), {}, {}}} {}
    http_client client() { return server_.client(); }
    server_process& server() { return server_; }

private:
    temp_folder data_;
    server_process server_;
};

void sell_something(http_client& c) {
    const auto category = c.post("/categories", R"({"name":" Books "})");
    REQUIRE(category.status == 201);
    CHECK(category.at("/data/name") == "Books");
    const auto category_id = category.text("/data/id");
    std::string last;
    for (const int price : {10, 20, 30}) {
        const auto text = std::to_string(price);
        const auto made =
            c.post("/products",
                   R"({"sku":"bk-)" + text + R"(","title":"Book )" + text + R"(","price":)" + text +
                       R"(.50,"status":"active","tags":["a","b"],)" +
                       R"("attributes":{"pages":100},"categoryId":")" + category_id + R"("})");
        INFO(made.body);
        REQUIRE(made.status == 201);
        CHECK(made.text("/data/sku") == "BK-" + text);
        CHECK(made.body.find("\"price\":" + text + ".50") != std::string::npos);
        CHECK(made.body.find("purchasePrice") == std::string::npos);
        last = made.text("/data/id");
    }
    const auto found = c.get(
        "/products?filters=" + encoded(R"([{"field":"price","operator":"lte","value":20.5}])") +
        "&sort=" + encoded(R"([{"field":"price","direction":"desc"}])") + "&limit=1");
    REQUIRE(found.status == 200);
    CHECK(found.at("/data/items/0/title") == "Book 20");
    CHECK(found.at("/data/meta/totalItems") == 2);
    CHECK(found.at("/data/meta/hasNextPage") == true);

    const auto path = "/products/" + last;
    const auto tag = c.get(path).header("ETag");
    CHECK(c.put(path, R"({"stock":7})", {{"If-Match", tag}}).at("/data/stock") == 7);
    CHECK(c.put(path, R"({"stock":8})", {{"If-Match", tag}}).status == 412);
    CHECK(c.put(path, R"({"price":0})").status == 422); // an active product has a price
    CHECK(c.del("/categories/" + category_id).status == 409);
    CHECK(c.del(path).status == 200);
    CHECK(c.get(path).status == 404);
}

}

TEST_CASE("the shop by cookies: register, sign in, sell, refresh, sign out") {
    shop s;
    auto c = s.client();
    CHECK(c.post("/products", R"({"sku":"X","title":"X","price":1})").status == 401);
    REQUIRE(c.post("/auth/register", me).status < 300);
    c.cookies.clear();
    const auto signed_in = c.post("/auth/login", me);
    REQUIRE(signed_in.status == 200);
    CHECK(signed_in.at("/data/accessToken").is_null());
    CHECK(c.cookies.contains("nucleus_access_token"));
    CHECK(c.get("/auth/me").at("/data/user/email") == "ada@example.com");
    sell_something(c);
    const auto before = c.cookies;
    REQUIRE(c.post("/auth/refresh", "").status == 200);
    CHECK(c.cookies["nucleus_refresh_token"] != before.at("nucleus_refresh_token"));
    CHECK(c.get("/auth/me").status == 200);
    REQUIRE(c.post("/auth/logout", "").status == 200);
    CHECK(c.get("/auth/me").status == 401);
    c.cookies = before; // a copy that someone kept is worth nothing any more
    CHECK(c.get("/auth/me").status == 401);
    CHECK(c.post("/auth/refresh", "").status == 401);
    CHECK(c.get("/products").status == 200);
}

TEST_CASE("the shop by Bearer: register, sign in, sell, refresh, sign out") {
    shop s;
    auto c = s.client();
    c.use_cookies = false;
    REQUIRE(c.post("/auth/register", me).status < 300);
    const auto signed_in = c.post(
        "/auth/login",
        R"({"email":"ada@example.com","password":"Correct-Horse-9","tokenDelivery":"body"})");
    REQUIRE(signed_in.status == 200);
    CHECK(signed_in.all("Set-Cookie").empty());
    c.bearer = signed_in.text("/data/accessToken");
    sell_something(c);
    const auto refresh = R"({"refreshToken":")" + signed_in.text("/data/refreshToken") + R"("})";
    const auto kept = c.bearer;
    c.bearer.clear();
    const auto again = c.post("/auth/refresh", refresh);
    REQUIRE(again.status == 200);
    CHECK(again.text("/data/refreshToken") != signed_in.text("/data/refreshToken"));
    c.bearer = again.text("/data/accessToken");
    CHECK(c.get("/auth/me").status == 200);
    REQUIRE(c.post("/auth/logout", "").status == 200);
    CHECK(c.get("/auth/me").status == 401);
    c.bearer = kept;
    CHECK(c.get("/auth/me").status == 401);
}

TEST_CASE("what the shop was told survives a restart") {
    shop s;
    auto c = s.client();
    REQUIRE(c.post("/auth/register", me).status < 300);
    REQUIRE(c.post("/auth/login", me).status == 200);
    REQUIRE(c.post("/categories", R"({"name":"Tea"})").status == 201);
    s.server().signal(SIGUSR2);
    REQUIRE(s.server().wait_log("stopped", std::chrono::seconds{30}));
    auto after = s.client();
    after.cookies = c.cookies;
    CHECK(after.get("/auth/me").status == 200);
    CHECK(after.get("/categories").at("/data/items/0/name") == "Tea");
}
