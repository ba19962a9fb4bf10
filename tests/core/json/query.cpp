// URL query parameters.
#include "sample.hpp"
#include <catch2/catch_test_macros.hpp>

using namespace json_test;

namespace {

struct asked {
    std::int64_t page = 1;
    std::optional<std::string> sort;
    std::optional<bool> open;
    colour tint = colour::red;
    std::vector<std::string> fields;
    std::optional<uuid> id;
    std::string needed;
};
NUCLEUS_DESCRIBE(asked, (page, "", at_least(1), defaulted), (sort, "", max_length(5)), (open, ""),
                 (tint, "", defaulted), (fields, "", defaulted), (id, ""), (needed, ""))

std::string faults(std::string_view query) {
    asked a;
    const auto r = json::read_query(shape_of<asked>(), &a, query);
    if (!r) CHECK((r.error().kind == &errors::invalid_query));
    return faults_of(r);
}

}

TEST_CASE("parameters are decoded and converted") {
    asked a;
    const auto r = json::read_query(
        shape_of<asked>(), &a,
        "page=3&sort=a%20b%2b+&&open=true&tint=green&fields=%5B%22x%22,%22y%22%5D&needed=");
    REQUIRE(faults_of(r) == "fine");
    CHECK(a.page == 3);
    CHECK(a.sort == "a b+ ");
    CHECK(a.open == true);
    CHECK(a.tint == colour::green);
    CHECK(a.fields == std::vector<std::string>{"x", "y"});
    CHECK(a.needed.empty());
    CHECK(faults("needed=n=m") == "fine");
}

TEST_CASE("all faults of a query come back together, by parameter") {
    CHECK(faults("") == "needed required");
    CHECK(faults("page=0&sort=abcdef&open=1&tint=blue&id=7&what=1&needed=x&needed=y") ==
          "page too_small; sort too_long; open wrong_type; tint not_allowed; id malformed; "
          "what unknown_parameter; needed repeated");
    CHECK(faults("needed=1&page=1.0") == "page wrong_type");
    CHECK(faults("needed=1&page=") == "page wrong_type");
    CHECK(faults("needed=1&fields=x") == "fields malformed_json");
    CHECK(faults("needed=1&fields=%5B1%5D") == "fields/0 wrong_type");
    for (const auto* bad : {"needed=%", "needed=%4", "needed=%zz", "needed=%00", "needed=%ff"}) {
        INFO(bad);
        CHECK(faults(bad) == "needed malformed; needed required");
    }
    CHECK(faults("needed=1&%ff=1") == " malformed");
}
