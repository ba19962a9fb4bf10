// How many hashes one tenant may have under way.
#include "identity/shared_hashing.hpp"
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <catch2/catch_test_macros.hpp>
#include <nucleus/async/sleep.hpp>
#include <nucleus/clock.hpp>
#include <nucleus/error.hpp>

using namespace nucleus;
using namespace nucleus::auth;
using namespace std::chrono_literals;

namespace {

/// Takes its time for each, as if there were always a thread.
class slow_pool final : public passwords {
public:
    task<std::string> hash(const secret_string&) override {
        co_await sleep_until(steady::now() + 20ms);
        co_return "hash";
    }
    task<verdict> verify(std::string_view, const secret_string&) override {
        co_await sleep_until(steady::now() + 20ms);
        if (fails) throw failure{errors::shutting_down};
        co_return verdict{true, false};
    }
    bool fails = false;
};

struct tally {
    int done = 0, refused = 0, failed = 0;
};

task<void> one(shared_hashing& hashing, std::string schema, bool check, tally& seen) {
    const secret_string password{"Correct-Horse-9"};
    try {
        if (check)
            co_await hashing.verify(schema, "", password);
        else
            co_await hashing.hash(schema, password);
        ++seen.done;
    } catch (const failure& f) {
        const bool full = f.reason().is(errors::overloaded) && f.reason().retry_after;
        ++(full ? seen.refused : seen.failed);
    }
}

struct flood {
    slow_pool pool;
    std::size_t most = 5;
    shared_hashing hashing{pool, [this] { return most; }};
    boost::asio::io_context worker;

    void begin(int count, const std::string& schema, tally& seen) {
        for (int i = 0; i < count; ++i)
            boost::asio::co_spawn(worker.get_executor(), one(hashing, schema, i % 2 == 0, seen),
                                  boost::asio::detached);
    }
    void end() {
        worker.run();
        worker.restart();
    }
};

}

TEST_CASE("a tenant that floods the pool is refused, and others are served") {
    flood f;
    tally acme, bolt;
    f.begin(50, "tenant_acme", acme);
    f.begin(5, "tenant_bolt", bolt);
    f.end();
    CHECK(acme.done == 5);
    CHECK(acme.refused == 45);
    CHECK(bolt.done == 5);
    tally again; // whoever is done has given the place back
    f.begin(5, "tenant_acme", again);
    f.end();
    CHECK(again.done == 5);
}

TEST_CASE("a hash that fails gives its place back, and what may be taken can change") {
    flood f;
    f.pool.fails = true;
    tally failing, later;
    for (int round = 0; round < 3; ++round) {
        f.begin(5, "tenant_acme", failing);
        f.end();
    }
    CHECK(failing.failed == 9);
    CHECK(failing.done == 6);
    f.pool.fails = false;
    f.most = 2;
    f.begin(5, "tenant_acme", later);
    f.end();
    CHECK(later.done == 2);
    CHECK(later.refused == 3);
}
