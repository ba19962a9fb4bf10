// The OpenAPI document says what the catalog declares.
#include "generate/openapi.hpp"
#include "sample_catalog.hpp"
#include <algorithm>
#include <boost/json.hpp>
#include <catch2/catch_test_macros.hpp>
#include <set>

using namespace nucleus;
namespace bj = boost::json;

namespace {

const bj::value& document() {
    static const auto parsed = bj::parse(generate::openapi(
        *generate_test::sample_catalog(),
        {.title = "Shop", .version = "1.2.3", .server_url = "https://shop.example"}));
    return parsed;
}

const bj::value& at(std::string_view pointer) { return document().at_pointer(pointer); }

std::string text_at(std::string_view pointer) { return bj::serialize(at(pointer)); }

/// Every `$ref` below `v` leads somewhere; `used` collects them.
void check_references(const bj::value& v, std::set<std::string>& used) {
    if (const auto* list = v.if_array())
        for (const auto& item : *list) check_references(item, used);
    const auto* object = v.if_object();
    if (!object) return;
    for (const auto& [name, member] : *object) {
        if (name != "$ref") {
            check_references(member, used);
            continue;
        }
        const std::string target{member.as_string()};
        INFO(target);
        boost::system::error_code missing;
        CHECK(document().find_pointer(target.substr(1), missing) != nullptr);
        used.insert(target);
    }
}

std::vector<std::string> codes(std::string_view response) {
    const auto name = "/components" + std::string{at(response).at("$ref").as_string()}.substr(12);
    const auto& listed = document().at_pointer(
        name + "/content/application~1json/schema/allOf/1/properties/code/enum");
    std::vector<std::string> out;
    for (const auto& code : listed.as_array()) out.emplace_back(code.as_string());
    return out;
}

bool has(const std::vector<std::string>& all, std::string_view one) {
    return std::find(all.begin(), all.end(), one) != all.end();
}

}

TEST_CASE("the head of the document") {
    CHECK(text_at("/openapi") == R"("3.1.0")");
    CHECK(text_at("/info/title") == R"("Shop")");
    CHECK(text_at("/info/version") == R"("1.2.3")");
    CHECK(text_at("/servers/0/url") == R"("https://shop.example")");
    CHECK(at("/tags").as_array().size() == 3); // auth, core, crud
}

TEST_CASE("references lead somewhere, and nothing is described without need") {
    std::set<std::string> used;
    check_references(document(), used);
    for (const char* kind : {"schemas", "responses"})
        for (const auto& part : at("/components").at(kind).as_object())
            CHECK(used.count(std::string{"#/components/"} + kind + "/" + std::string{part.key()}));
}

TEST_CASE("operation ids are unique and made of keys") {
    const auto ids = generate::operation_ids(*generate_test::sample_catalog());
    CHECK(ids == std::vector<std::string>{"login", "logout", "me", "getProducts", "getProductsById",
                                          "addProducts", "updateProducts", "updateProductsById",
                                          "deleteProducts", "metrics", "archive"});
}

TEST_CASE("access becomes security") {
    CHECK(text_at("/paths/~1auth~1login/post/security") == "[]");
    CHECK(text_at("/paths/~1auth~1logout/post/security") == R"([{"bearer":[]},{"cookie":[]}])");
    CHECK(text_at("/paths/~1products/get/security") ==
          R"([{"bearer":[]},{"cookie":[]},{"apiKey":[]}])");
    CHECK(text_at("/components/securitySchemes/apiKey/name") == R"("X-Api-Key")");
    CHECK(text_at("/paths/~1products/get/x-nucleus-access") == R"("claim get.products")");
}

TEST_CASE("parameters of path and query") {
    const auto& id = at("/paths/~1products~1{id}/get/parameters/0");
    CHECK(id.at("in") == "path");
    CHECK(id.at("required") == true);
    CHECK(id.at_pointer("/schema/format") == "uuid");
    const auto& query = at("/paths/~1products/get/parameters").as_array();
    REQUIRE(query.size() == 3);
    CHECK(query[0].at_pointer("/schema/minimum") == 1);
    CHECK(query[0].at("required") == false);
    CHECK(query[2].at_pointer("/content/application~1json/schema/type") == "array");
}

TEST_CASE("requests are described with their rules, answers without secrets") {
    const auto& login = at("/components/schemas/LoginRequest");
    CHECK(bj::serialize(login.at("required")) == R"(["password"])");
    CHECK(login.at("additionalProperties") == false);
    CHECK(login.at_pointer("/properties/password/format") == "password");
    CHECK(login.at_pointer("/properties/email/format") == "email");
    const auto& user = at("/components/schemas/User");
    CHECK(bj::serialize(user.at("required")) == R"(["id","username","createdAt","roles"])");
    CHECK(bj::serialize(user.at_pointer("/properties/username/type")) == R"(["string","null"])");
    CHECK(text_at("/components/schemas/LoginSuccess/properties/user/$ref") ==
          R"("#/components/schemas/User")");
}

TEST_CASE("one name, three schemas: answer, request and change") {
    const auto& schemas = at("/components/schemas").as_object();
    CHECK(schemas.at("Product").at("properties").as_object().contains("id"));
    CHECK(!schemas.at("ProductInput").at("properties").as_object().contains("id"));
    CHECK(bj::serialize(schemas.at("ProductInput").at("required")) == R"(["name","price"])");
    CHECK(!schemas.at("ProductPatch").as_object().contains("required"));
    CHECK(text_at("/paths/~1products~1{id}/patch/requestBody/content/application~1json/schema") ==
          R"({"$ref":"#/components/schemas/ProductPatch"})");
    const auto& status = schemas.at("ProductInput").at_pointer("/properties/status");
    CHECK(bj::serialize(status.at("enum")) == R"(["draft","published",null])");
    CHECK(schemas.at("ProductInput").at_pointer("/properties/name/maxLength") == 200);
    CHECK(!schemas.at("Product").at_pointer("/properties/name").as_object().contains("maxLength"));
    CHECK(schemas.at("ProductInput").at_pointer("/properties/tags/maxItems") == 20);
}

TEST_CASE("answers in their envelope") {
    const std::string ok = "/responses/200/content/application~1json/schema/properties";
    CHECK(text_at("/paths/~1auth~1me/get" + ok + "/data/$ref") == R"("#/components/schemas/User")");
    CHECK(text_at("/paths/~1auth~1logout/post" + ok + "/data/type") == R"("null")");
    CHECK(text_at("/paths/~1products/get" + ok + "/data/properties/items/items/$ref") ==
          R"("#/components/schemas/Product")");
    CHECK(text_at("/paths/~1products/get" + ok + "/data/required") == R"(["items","meta"])");
    CHECK(at("/paths/~1products/post/responses/201/headers").as_object().contains("Location"));
    CHECK(
        text_at("/paths/~1products~1{id}/get/parameters/1") ==
        R"({"name":"If-None-Match","in":"header","required":false,"description":"304 if it is the same","schema":{"type":"string"}})");
    CHECK(!at("/paths/~1products~1{id}/delete/responses/204").as_object().contains("content"));
    CHECK(at("/paths/~1products~1{id}/get/responses").as_object().contains("304"));
    CHECK(at("/paths/~1metrics/get/responses/200/content").as_object().contains("text/plain"));
    const auto archive = at("/paths/~1archive/get/responses/200/content").as_object();
    CHECK(archive.size() == 1);
    CHECK(archive.contains("application/x-tar"));
}

TEST_CASE("failures: the endpoint's own and those of its access, body, path and limit") {
    CHECK(has(codes("/paths/~1auth~1login/post/responses/403"), "account_locked"));
    CHECK(has(codes("/paths/~1auth~1login/post/responses/400"), "malformed_json"));
    CHECK(has(codes("/paths/~1auth~1login/post/responses/422"), "validation_failed"));
    CHECK(!at("/paths/~1auth~1login/post/responses").as_object().contains("401"));
    CHECK(has(codes("/paths/~1products/post/responses/409"), "duplicate"));
    CHECK(has(codes("/paths/~1products~1{id}/get/responses/400"), "malformed_id"));
    CHECK(!has(codes("/paths/~1products/get/responses/400"), "malformed_id"));
    CHECK(has(codes("/paths/~1products/get/responses/401"), "unauthenticated"));
    CHECK(!at("/paths/~1products/get/responses").as_object().contains("415"));
    CHECK(!at("/paths/~1metrics/get/responses").as_object().contains("429"));
    for (const auto& row : at("/paths").as_object())
        for (const auto& operation : row.value().as_object())
            for (const char* status : {"400", "404", "408", "431", "500", "503", "504"})
                CHECK(operation.value().at("responses").as_object().contains(status));
}
