// The JSON Schema of the file.
#include "sources_of.hpp"
#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>
#include <regex>

using namespace nucleus;

namespace {

struct tree_config {
    std::string name;
    std::vector<tree_config> children;
};
const shape& nucleus_shape(const tree_config*);

struct leaf_config {
    std::string name;
};
NUCLEUS_DESCRIBE(leaf_config, (name, "Name", pattern("^[a-z]+$"), max_length(9)))

struct leaves_config {
    std::vector<leaf_config> leaves;
};
NUCLEUS_DESCRIBE(leaves_config, (leaves, "All of them", defaulted, restart))

/// A type within itself, so described by hand.
const shape& nucleus_shape(const tree_config*) {
    static const shape described = [] {
        shape s;
        s.name = "TreeConfig";
        detail::add_field(s, "name", &tree_config::name, "Name");
        detail::add_field(s, "children", &tree_config::children, "Below");
        return s;
    }();
    return described;
}

const boost::json::value& at(const boost::json::value& schema, const char* pointer) {
    boost::system::error_code failed;
    const auto* found = schema.find_pointer(pointer, failed);
    INFO(pointer);
    REQUIRE(found);
    return *found;
}
}

TEST_CASE("the schema tells types, bounds, defaults and marks") {
    config::loader loader;
    registry r;
    r.section<leaves_config>("leaves", "Leaves");
    r.section<tree_config>("tree", "Tree");
    for (auto& section : r.sections) loader.add(std::move(section), "leaves");
    const auto schema = boost::json::parse(loader.json_schema());
    const auto server = "/properties/server/properties";
    const auto get = [&](const std::string& pointer) { return at(schema, pointer.c_str()); };
    CHECK(get("/$schema") == "https://json-schema.org/draft/2020-12/schema");
    CHECK(get("/additionalProperties") == false);
    CHECK(get(std::string{server} + "/port/type") == boost::json::parse(R"(["integer","string"])"));
    CHECK(get(std::string{server} + "/port/minimum").to_number<double>() == 0);
    CHECK(get(std::string{server} + "/port/maximum").to_number<double>() == 65535);
    CHECK(get(std::string{server} + "/port/default") == 8080);
    CHECK(get(std::string{server} + "/port/x-restart") == true);
    CHECK(get(std::string{server} + "/secret/x-secret") == true);
    CHECK(get(std::string{server} + "/secret/x-env-name") == true);
    CHECK(get(std::string{server} + "/timeouts/properties/idle/default") == "75s");
    CHECK(get(std::string{server} + "/tls/required") ==
          boost::json::parse(R"(["certificate","key"])"));
    CHECK(get(std::string{server} + "/tls/properties/key/x-restart") == true);
    CHECK_FALSE(get(std::string{server} + "/bodyLimit").as_object().contains("x-restart"));
    CHECK(get("/properties/rateLimit/properties/strategy/anyOf/0/enum/2") == "token-bucket");
    CHECK(get("/properties/mode/default") == "production");
    CHECK(get("/properties/leaves/items/properties/name/maxLength") == 9);
    CHECK(get("/properties/leaves/x-restart") == true);
    CHECK(get("/properties/tree/properties/children/items/type") == "object");
}

TEST_CASE("its patterns take what the loader takes") {
    const config::loader loader;
    const auto schema = boost::json::parse(loader.json_schema());
    const auto pattern = [&](const char* pointer) {
        return std::regex{std::string{at(schema, pointer).as_string()}};
    };
    const auto idle = pattern("/properties/server/properties/timeouts/properties/idle/pattern");
    CHECK(std::regex_search("75s", idle));
    CHECK(std::regex_search("${IDLE:75s}", idle));
    CHECK_FALSE(std::regex_search("75 s", idle));
    const auto limit = pattern("/properties/server/properties/bodyLimit/pattern");
    CHECK(std::regex_search("10MiB", limit));
    CHECK_FALSE(std::regex_search("10MB", limit));
    const auto port = pattern("/properties/server/properties/port/pattern");
    CHECK(std::regex_search("${PORT}", port));
    CHECK_FALSE(std::regex_search("8080", port));
    const auto app = pattern("/properties/appId/pattern");
    CHECK(std::regex_search("shop-1", app));
    CHECK_FALSE(std::regex_search("a b", app));
}
