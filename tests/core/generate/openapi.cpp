// The OpenAPI document says what the catalog declares.
#include "generate/openapi.hpp"
#include "sample_catalog.hpp"
#include <boost/json.hpp>
#include <catch2/catch_test_macros.hpp>
#include <cstdlib>
#include <fstream>

using namespace nucleus;
namespace bj = boost::json;

TEST_CASE("smoke") {
    const auto c = generate_test::sample_catalog();
    const auto text = generate::openapi(*c, {.title = "Shop", .version = "1.2.3"});
    std::ofstream{"/tmp/j/openapi.json"} << text;
    CHECK(bj::parse(text).at("openapi") == "3.1.0");
}
