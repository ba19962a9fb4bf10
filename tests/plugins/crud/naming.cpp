#include "domain/naming.hpp"
#include <catch2/catch_test_macros.hpp>

using namespace nucleus::crud;

TEST_CASE("the singular follows the catalog's rules") {
    CHECK(singular("categories") == "category");
    CHECK(singular("blog_posts") == "blog_post");
    CHECK(singular("boxes") == "box");
    CHECK(singular("branches") == "branch");
    CHECK(singular("dishes") == "dish");
    CHECK(singular("addresses") == "address");
    CHECK(singular("sheep") == "sheep");
    CHECK(singular("s") == "s");
    CHECK(upper_snake("blog_post") == "BLOG_POST");
}

TEST_CASE("names of objects fit PostgreSQL and stay apart") {
    CHECK(object_name("products", {"sku"}, "key") == "products_sku_key");
    CHECK(object_name("products", {}, "pkey") == "products_pkey");
    const std::string longest(60, 'a');
    const auto one = object_name(longest, {"first"}, "key"),
               two = object_name(longest, {"second"}, "key");
    CHECK(one.size() == 63);
    CHECK(one != two);
    CHECK(one == object_name(longest, {"first"}, "key"));
}
