// A cluster that cannot be had is one clear message, and leaves nothing half behind.
#include "embedded/cluster.hpp"
#include "embedded/initialise.hpp"
#include "embedded/naming.hpp"
#include "fakes.hpp"
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_exception.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

using namespace nucleus::embedded;
using namespace nucleus::testing;
using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::MessageMatches;
namespace fs = std::filesystem;

namespace {

struct world {
    temp_folder home;
    fs::path data = home.path() / "some data";
    fs::path binaries = home.path() / "bin";

    [[nodiscard]] cluster start(std::function<bool()> interrupted = {}) const {
        return cluster::start({data, "shop", binaries, std::move(interrupted)});
    }
    void holds(const std::string& version) const {
        fs::create_directories(data / "postgres");
        std::ofstream{data / "postgres" / "PG_VERSION"} << version << '\n';
    }
};

}

TEST_CASE("Without PostgreSQL nothing is made") {
    world w;
    fs::create_directory(w.binaries);
    CHECK_THROWS_MATCHES(w.start(), std::runtime_error,
                         MessageMatches(ContainsSubstring("PostgreSQL is not installed")));
    CHECK_FALSE(fs::exists(w.data));
}

TEST_CASE("Data of another major version is refused and left as it is") {
    world w;
    fake_postgres(w.binaries, "15.14");
    w.holds("14");
    CHECK_THROWS_MATCHES(w.start(), std::runtime_error,
                         MessageMatches(ContainsSubstring("is of PostgreSQL 14") &&
                                        ContainsSubstring("only PostgreSQL 15 is installed") &&
                                        ContainsSubstring("install postgresql-14")));
    CHECK(cluster_version(w.data / "postgres") == 14);
}

TEST_CASE("What initdb says is passed on, and nothing of it stays") {
    world w;
    fake_postgres(w.binaries, "15", "exit 1", "echo 'no space left'; touch \"$2/half\"; exit 1");
    CHECK_THROWS_MATCHES(w.start(), std::runtime_error,
                         MessageMatches(ContainsSubstring("initdb could not") &&
                                        ContainsSubstring("no space left")));
    CHECK_FALSE(fs::exists(w.data / "postgres"));
    CHECK_FALSE(fs::exists(w.data / "postgres.new"));
}

TEST_CASE("A folder with something else in it is not made a cluster of") {
    world w;
    fake_postgres(w.binaries, "15");
    fs::create_directories(w.data / "postgres");
    std::ofstream{w.data / "postgres" / "letters.txt"} << "dear";
    CHECK_THROWS_MATCHES(w.start(), std::runtime_error,
                         MessageMatches(ContainsSubstring("holds something else")));
    CHECK(fs::exists(w.data / "postgres" / "letters.txt"));
}

TEST_CASE("A server that does not start is told with its last words, each time") {
    world w;
    fake_postgres(w.binaries, "15", "echo 'FATAL: out of luck' >&2; exit 1");
    for (int round = 0; round < 2; ++round) // the second finds neither lock nor socket of the first
        CHECK_THROWS_MATCHES(w.start(), std::runtime_error,
                             MessageMatches(ContainsSubstring("could not start") &&
                                            ContainsSubstring("postgres.log") &&
                                            ContainsSubstring("FATAL: out of luck")));
    CHECK(cluster_version(w.data / "postgres") == 15);
    CHECK_FALSE(fs::exists(socket_folder(fs::canonical(w.data))));
}

TEST_CASE("Whoever is told to end meanwhile does not wait, and leaves no server behind") {
    world w;
    fake_postgres(w.binaries, "15", "echo started; exec sleep 600");
    const auto started = [&] { return fs::file_size(w.data / "postgres.log") > 0; };
    CHECK_THROWS_MATCHES(w.start(started), std::runtime_error,
                         MessageMatches(ContainsSubstring("stopped while starting")));
    CHECK_FALSE(fs::exists(socket_folder(fs::canonical(w.data)))); // goes once the server has
}

TEST_CASE("Looking for a cluster makes and starts nothing") {
    world w;
    CHECK_FALSE(find({w.data, "shop", {}}).running);
    CHECK_FALSE(fs::exists(w.data));
}

TEST_CASE("A folder has one place for its socket, however it is written, before it is there too") {
    world w;
    const auto dsn = [](const fs::path& data) { return find({data, "shop", {}}).dsn; };
    const auto plain = dsn(w.data);
    const auto same = [&](const fs::path& other) { return dsn(other) == plain; };
    for (const bool there : {false, true}) {
        if (there) fs::create_directory(w.data);
        CHECK(same(w.data));
        CHECK(same(w.data / ""));
        CHECK(same(w.data / "."));
        CHECK(same(w.home.path() / "other" / ".." / "some data"));
    }
    fs::create_symlink(w.data, w.home.path() / "link");
    CHECK(same(w.home.path() / "link"));
    CHECK_FALSE(same(w.home.path() / "other"));
}

TEST_CASE("The version of a cluster is what PG_VERSION says") {
    world w;
    CHECK(cluster_version(w.data / "postgres") == 0);
    w.holds("9.6");
    CHECK(cluster_version(w.data / "postgres") == 9);
    w.holds("garbage");
    CHECK(cluster_version(w.data / "postgres") == 0);
}

TEST_CASE("PostgreSQL's programs are given nothing of our environment but the time zone") {
    ::setenv("NUCLEUS_TEST_SECRET", "s", 1);
    ::setenv("TZ", "Asia/Tokyo", 1);
    const auto given = plain_environment();
    CHECK_FALSE(given.contains("NUCLEUS_TEST_SECRET"));
    CHECK(given.at("TZ") == "Asia/Tokyo");
    ::unsetenv("TZ");
    CHECK_FALSE(plain_environment().contains("TZ"));
}
