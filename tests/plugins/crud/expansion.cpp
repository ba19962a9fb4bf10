#include "domain/expansion.hpp"
#include "sample.hpp"
#include <catch2/catch_test_macros.hpp>

using namespace nucleus::crud;
using nucleus::crud::testing::why;

TEST_CASE("comparisons of all filters of with count together") {
    const auto all = make_entities({{testing::products(), testing::categories()}}, {});
    nucleus::principal god;
    god.is_god = true;
    const viewer who{&god};
    const auto with = [&](std::size_t limit) {
        const query_limits limits{1000, limit, 5};
        filter_budget budget{limit, 5};
        return parse_with(*all[0], R"([{"relation":"category",
            "filters":[{"field":"name","operator":"eq","value":"a"},{"some":{"relation":"products"}}],
            "with":[{"relation":"products","filters":[{"field":"stock","operator":"isNull"}]}]}])",
                          who, limits, budget);
    };
    CHECK(with(3).has_value());
    CHECK(why(with(2)) == "with: at /0/with/0/filters at /0: more than 2 comparisons");
}
