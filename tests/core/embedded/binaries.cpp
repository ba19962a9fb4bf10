// Which PostgreSQL is found and taken.
#include "embedded/binaries.hpp"
#include "fakes.hpp"
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_exception.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

using namespace nucleus::embedded;
using namespace nucleus::testing;
using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::MessageMatches;

TEST_CASE("The major version is read from what postgres says of itself") {
    CHECK(major_version("postgres (PostgreSQL) 15.14 (Debian 15.14-0+deb12u1)\n") == 15);
    CHECK(major_version("postgres (PostgreSQL) 9.6.24") == 9);
    CHECK(major_version("postgres (PostgreSQL) 18beta1") == 18);
    CHECK(major_version("postgres (EnterpriseDB) 15.1") == 0);
    CHECK(major_version("postgres (PostgreSQL) devel") == 0);
    CHECK(major_version("") == 0);
}

TEST_CASE("A folder counts only with an initdb and a postgres that run") {
    temp_folder home;
    const auto folder = fake_postgres(home.path() / "a folder", "17.2");
    REQUIRE(installations(folder, "").size() == 1);
    CHECK(installations(folder, "").front().major == 17);
    SECTION("no initdb") { std::filesystem::remove(folder / "initdb"); }
    SECTION("no postgres") { std::filesystem::remove(folder / "postgres"); }
    SECTION("no program") {
        std::filesystem::permissions(folder / "postgres", std::filesystem::perms{0644});
    }
    SECTION("it fails") { write_program(folder / "postgres", "echo '(PostgreSQL) 17'; exit 1"); }
    SECTION("it is something else") { write_program(folder / "postgres", "echo hello"); }
    CHECK(installations(folder, "").empty());
}

TEST_CASE("PATH is searched from all its sides, and the newest comes first") {
    temp_folder home;
    const auto older = fake_postgres(home.path() / "older", "101.3");
    const auto newer = fake_postgres(home.path() / "newer", "102.0");
    const auto path = ":" + older.native() + "::/nonexistent:" + newer.native() + ":";
    const auto found = installations({}, path); // what this machine has installed is older
    REQUIRE(found.size() >= 2);
    CHECK(found[0].folder == newer);
    CHECK(found[0].major == 102);
    CHECK(found[1].folder == older);
}

TEST_CASE("A new cluster is of the newest version, one that is there keeps its own") {
    const std::vector<installation> found{{"/p/17", 17}, {"/p/15", 15}, {"/q/15", 15}};
    CHECK(choose(found, 0, "/data").folder == "/p/17");
    CHECK(choose(found, 15, "/data").folder == "/p/15");
}

TEST_CASE("Without PostgreSQL there are two ways on, and both are told") {
    CHECK_THROWS_MATCHES(choose({}, 0, "/data"), std::runtime_error,
                         MessageMatches(ContainsSubstring("not installed") &&
                                        ContainsSubstring("apt-get install postgresql") &&
                                        ContainsSubstring("database.url")));
}

TEST_CASE("Data of a version that is not installed is refused with the remedy, older or newer") {
    const std::vector<installation> found{{"/p/17", 17}, {"/p/15", 15}};
    for (const int wanted : {14, 16, 18})
        CHECK_THROWS_MATCHES(
            choose(found, wanted, "/data/postgres"), std::runtime_error,
            MessageMatches(
                ContainsSubstring("/data/postgres is of PostgreSQL " + std::to_string(wanted)) &&
                ContainsSubstring("install postgresql-" + std::to_string(wanted)) &&
                ContainsSubstring("pg_upgrade")));
}
