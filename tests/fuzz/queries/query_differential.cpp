// Random questions to random rows: no statement that the store makes is refused by PostgreSQL,
// nothing hidden is reached, refusals say what is wrong, and answers are those of an evaluator that
// knows no SQL. NUCLEUS_QUERY_SECONDS lets it go on for so long; NUCLEUS_QUERY_SEED begins it
// elsewhere.
#include "queries/examiner.hpp"
#include "support/private_postgres.hpp"
#include <catch2/catch_test_macros.hpp>
#include <chrono>
#include <cstdlib>
#include <iostream>

using namespace nucleus;
using namespace nucleus::fuzz;

namespace {

std::uint64_t setting(const char* name, std::uint64_t otherwise) {
    const char* text = std::getenv(name);
    return text ? std::strtoull(text, nullptr, 10) : otherwise;
}

/// Many questions to one world, which is made anew for each.
constexpr std::uint64_t questions_per_world = 2000;

void examine_world(std::uint64_t seed, std::uint64_t first, std::uint64_t end,
                   std::chrono::steady_clock::time_point until, examiner::tally& total) {
    dice rows{seed};
    const auto dsn = testing::fresh_database();
    const world w{dsn, rows};
    checked_database db{dsn};
    examiner ex{w, db};
    std::size_t complaints = 0;
    for (auto n = first; n < end && complaints < 10 && std::chrono::steady_clock::now() < until;
         ++n) {
        dice d{seed * 1'000'003 + n};
        const auto q = make_question(w, d);
        std::string wrong;
        try {
            ex.examine(q);
        } catch (const std::exception& e) {
            wrong = e.what();
        }
        INFO("NUCLEUS_QUERY_SEED=" << seed << " NUCLEUS_QUERY_FIRST=" << n);
        INFO(q.told.substr(0, 4000));
        INFO(wrong);
        CHECK(wrong.empty());
        complaints += !wrong.empty();
    }
    total.questions += ex.counted().questions, total.statements += ex.counted().statements;
    total.refused += ex.counted().refused, total.compared += ex.counted().compared;
}

}

TEST_CASE("any question is answered rightly, or refused with its reason") {
    const auto seed = setting("NUCLEUS_QUERY_SEED", 1);
    const auto first = setting("NUCLEUS_QUERY_FIRST", 0);
    const auto seconds = setting("NUCLEUS_QUERY_SECONDS", 0);
    const auto started = std::chrono::steady_clock::now();
    const auto until = seconds ? started + std::chrono::seconds{seconds}
                               : std::chrono::steady_clock::time_point::max();
    examiner::tally total;
    auto world = seed;
    do examine_world(world++, first, questions_per_world, until, total);
    while (seconds && std::chrono::steady_clock::now() < until);
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - started;
    std::cout << total.questions << " questions (" << total.refused << " refused, "
              << total.compared << " answers compared), " << total.statements << " statements in "
              << took.count() << " s\n";
    CHECK(total.compared > 0);
    CHECK(total.refused > 0);
}
