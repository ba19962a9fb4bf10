// Shapes as JSON Schema.
#include "generate/json_schema.hpp"
#include "generate/components.hpp"
#include "generate/operation.hpp"
#include <boost/json.hpp>
#include <catch2/catch_test_macros.hpp>
#include <nucleus/describe.hpp>

using namespace nucleus;
using generate::direction;
namespace bj = boost::json;

namespace schema_test {

struct leaf {
    std::int32_t small = 0;
    std::uint8_t tiny = 0;
    std::int64_t big = 0;
    std::vector<std::vector<double>> grid;
    std::map<std::string, raw_json> extras;
    std::optional<std::vector<std::string>> words;
};
NUCLEUS_DESCRIBE(leaf, (small, "", at_most(7)), (tiny, ""), (big, "", at_least(0.5)), (grid, ""),
                 (extras, ""), (words, "", nullable, min_length(1), pattern("^a")))

struct branch {
    leaf first;
    std::optional<leaf> second;
    std::vector<leaf> rest;
};
NUCLEUS_DESCRIBE(branch, (first, "The first"), (second, "", nullable), (rest, ""))

}

namespace {

std::string property(const char* name, direction to = direction::request) {
    return bj::serialize(
        generate::schema_of(*shape_of<schema_test::leaf>().find(name), {.to = to}));
}

}

TEST_CASE("kinds and containers") {
    CHECK(property("small") == R"({"type":"integer","format":"int32","maximum":7})");
    CHECK(property("tiny") == R"({"type":"integer","format":"int32","minimum":0,"maximum":255})");
    CHECK(property("big") == R"({"type":"integer","format":"int64","minimum":5E-1})");
    CHECK(property("big", direction::answer) == R"({"type":"integer","format":"int64"})");
    CHECK(property("grid") == R"({"type":"array","items":{"type":"array","items":)"
                              R"({"type":"number","format":"double"}}})");
    CHECK(property("extras") == R"({"type":"object","additionalProperties":{}})");
    CHECK(property("words") ==
          R"({"type":["array","null"],"items":{"type":"string","pattern":"^a"},"minItems":1})");
}

TEST_CASE("nested types are referred to, or written in place") {
    const auto& s = shape_of<schema_test::branch>();
    const auto inline_ = generate::schema_of(s, {});
    CHECK(inline_.at("properties").at("first").at("properties").as_object().contains("tiny"));
    generate::components parts;
    CHECK(bj::serialize(parts.schema(s, direction::request)) ==
          R"({"$ref":"#/components/schemas/Branch"})");
    const auto& branch = parts.schemas().at("Branch");
    CHECK(bj::serialize(branch.at_pointer("/properties/first")) ==
          R"({"$ref":"#/components/schemas/Leaf","description":"The first"})");
    CHECK(bj::serialize(branch.at_pointer("/properties/second")) ==
          R"({"anyOf":[{"$ref":"#/components/schemas/Leaf"},{"type":"null"}]})");
    CHECK(parts.schemas().size() == 2);
}

TEST_CASE("two types of one name are kept apart") {
    shape a, b;
    a.name = b.name = "Thing";
    b.doc = "Another";
    generate::components parts;
    CHECK(parts.schema(a, direction::answer).at("$ref") == "#/components/schemas/Thing");
    CHECK(parts.schema(b, direction::answer).at("$ref") == "#/components/schemas/Thing2");
    CHECK(parts.schema(a, direction::answer).at("$ref") == "#/components/schemas/Thing");
}

TEST_CASE("path templates") {
    CHECK(generate::path_template("/a/:id/b/:name") == "/a/{id}/b/{name}");
    CHECK(generate::path_parameters("/a/:id/b/:name") == std::vector<std::string>{"id", "name"});
    CHECK(generate::path_template("/") == "/");
}
