// The service `passwords` as its callers see it: coroutines on a worker's executor.
#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <catch2/catch_test_macros.hpp>
#include <nucleus/crypto/password_pool.hpp>
#include <nucleus/error.hpp>
#include <stdexcept>
#include <thread>

using namespace nucleus;
namespace asio = boost::asio;

namespace {

constexpr argon2_parameters quick{.memory_kib = 64, .iterations = 1, .parallelism = 1};
const secret_string password{"correct horse"}, wrong{"battery staple"};

struct outcome {
    passwords::verdict verdict;
    std::string phc;
    const error_kind* failed = nullptr;
    std::thread::id resumed_on;
};

task<void> check(passwords& p, std::string phc, secret_string given, outcome& o) {
    try {
        o.verdict = co_await p.verify(phc, given);
    } catch (const failure& f) {
        o.failed = f.reason().kind;
    }
    o.resumed_on = std::this_thread::get_id();
}

task<void> make(passwords& p, secret_string given, outcome& o) {
    o.phc = co_await p.hash(given);
    o.resumed_on = std::this_thread::get_id();
}

/// A worker outlives the pools that answer to it, as in a server: the thread that posts an answer
/// may still be on its way out of the call.
asio::io_context& shared_worker() {
    static asio::io_context worker;
    worker.restart();
    return worker;
}

outcome checked(passwords& p, const std::string& phc, const secret_string& given) {
    auto& worker = shared_worker();
    outcome o;
    asio::co_spawn(worker.get_executor(), check(p, phc, given, o), asio::detached);
    worker.run();
    return o;
}

outcome hashed(passwords& p, const secret_string& given) {
    auto& worker = shared_worker();
    outcome o;
    asio::co_spawn(worker.get_executor(), make(p, given, o), asio::detached);
    worker.run();
    return o;
}

struct fixture {
    metrics::registry registry;
    std::shared_ptr<password_pool> pool =
        make_password_pool({.parameters = quick, .threads = 2, .queue = 64}, registry);
};

}

TEST_CASE_METHOD(fixture,
                 "A password is hashed and verified, and the caller resumes on its worker") {
    const auto made = hashed(*pool, password);
    CHECK(made.resumed_on == std::this_thread::get_id());
    const auto right = checked(*pool, made.phc, password);
    CHECK(right.verdict.matches);
    CHECK_FALSE(right.verdict.needs_rehash);
    CHECK(right.resumed_on == std::this_thread::get_id());
    CHECK_FALSE(checked(*pool, made.phc, wrong).verdict.matches);
}

TEST_CASE_METHOD(fixture, "Nothing matches where there is no usable hash") {
    for (const auto* phc : {"", "garbage", "$argon2id$v=19$m=4000000,t=9,p=1$AAAAAAAAAAA$AAAA"}) {
        const auto o = checked(*pool, phc, password);
        CHECK(o.failed == nullptr);
        CHECK_FALSE(o.verdict.matches);
        CHECK_FALSE(o.verdict.needs_rehash);
    }
}

TEST_CASE_METHOD(fixture, "An imported hash is taken once, to be replaced") {
    const std::string bcrypt = "$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW";
    const auto right = checked(*pool, bcrypt, secret_string{"U*U"}).verdict;
    CHECK(right.matches);
    CHECK(right.needs_rehash);
    const auto other = checked(*pool, bcrypt, password).verdict;
    CHECK_FALSE(other.matches);
    CHECK_FALSE(other.needs_rehash);
}

TEST_CASE_METHOD(fixture, "Other parameters mean a new hash, once the password is known") {
    const auto old = hashed(*pool, password).phc;
    for (const auto next :
         {argon2_parameters{128, 1, 1}, argon2_parameters{64, 2, 1}, argon2_parameters{64, 1, 2}}) {
        pool->reconfigure({.parameters = next, .threads = 2, .queue = 64});
        const auto right = checked(*pool, old, password).verdict;
        CHECK(right.matches);
        CHECK(right.needs_rehash);
        CHECK_FALSE(checked(*pool, old, wrong).verdict.needs_rehash);
        CHECK_FALSE(checked(*pool, "", password).verdict.matches);
        const auto fresh = hashed(*pool, password).phc;
        CHECK_FALSE(checked(*pool, fresh, password).verdict.needs_rehash);
    }
}

TEST_CASE_METHOD(fixture, "Fifty callers at once each get their own answer") {
    const auto phc = hashed(*pool, password).phc;
    auto& worker = shared_worker();
    std::vector<outcome> outcomes(50);
    for (std::size_t i = 0; i < outcomes.size(); ++i)
        asio::co_spawn(worker.get_executor(),
                       check(*pool, phc, i % 2 == 0 ? password : wrong, outcomes[i]),
                       asio::detached);
    worker.run();
    for (std::size_t i = 0; i < outcomes.size(); ++i) {
        CHECK(outcomes[i].failed == nullptr);
        CHECK(outcomes[i].verdict.matches == (i % 2 == 0));
        CHECK(outcomes[i].resumed_on == std::this_thread::get_id());
    }
}

TEST_CASE("A full queue fails the caller with overloaded, and the others are served") {
    metrics::registry registry;
    // Slow enough that two hundred callers arrive before the first is served.
    const argon2_parameters slow{.memory_kib = 8192, .iterations = 4, .parallelism = 1};
    const auto pool = make_password_pool({.parameters = slow, .threads = 1, .queue = 2}, registry);
    asio::io_context worker;
    std::vector<outcome> outcomes(200);
    for (auto& o : outcomes)
        asio::co_spawn(worker.get_executor(), check(*pool, "", password, o), asio::detached);
    worker.run();
    const auto refused = std::count_if(outcomes.begin(), outcomes.end(), [](const outcome& o) {
        return o.failed == &errors::overloaded;
    });
    const auto served = std::count_if(outcomes.begin(), outcomes.end(),
                                      [](const outcome& o) { return o.failed == nullptr; });
    CHECK(served >= 3);
    CHECK(refused > 0);
    CHECK(served + refused == 200);
    pool->stop(); // before the context
}

TEST_CASE("After stop() no thread knows a caller's context, and nothing more is done") {
    metrics::registry registry;
    for (int i = 0; i < 50; ++i) {
        const auto pool =
            make_password_pool({.parameters = quick, .threads = 2, .queue = 8}, registry);
        auto worker = std::make_unique<asio::io_context>();
        std::vector<outcome> outcomes(3);
        asio::co_spawn(*worker, check(*pool, "", password, outcomes[0]), asio::detached);
        asio::co_spawn(*worker, check(*pool, "", password, outcomes[1]), asio::detached);
        worker->run();
        pool->stop();
        asio::co_spawn(*worker, check(*pool, "", password, outcomes[2]), asio::detached);
        worker->restart();
        worker->run();
        CHECK(outcomes[0].failed == nullptr);
        CHECK(outcomes[2].failed == &errors::shutting_down);
        worker.reset();
    }
}

TEST_CASE("A pool that goes away fails its waiting callers with shutting_down") {
    metrics::registry registry;
    auto pool = make_password_pool({.parameters = {}, .threads = 1, .queue = 64}, registry);
    asio::io_context worker;
    std::vector<outcome> outcomes(20);
    for (auto& o : outcomes)
        asio::co_spawn(worker.get_executor(), check(*pool, "", password, o), asio::detached);
    worker.poll(); // all of them ask; at most the first few are served
    pool.reset();
    worker.run();
    const auto failed = std::count_if(outcomes.begin(), outcomes.end(), [](const outcome& o) {
        return o.failed == &errors::shutting_down;
    });
    CHECK(failed > 0);
    CHECK(std::all_of(outcomes.begin(), outcomes.end(), [](const outcome& o) {
        return o.failed == nullptr || o.failed == &errors::shutting_down;
    }));
    const auto text = registry.expose(); // the registry outlives the pool
    CHECK(text.find("nucleus_password_jobs_waiting 0\n") != std::string::npos);
    CHECK(text.find("nucleus_password_jobs_running 0\n") != std::string::npos);
}

TEST_CASE("A pool is not made with parameters that cannot work") {
    metrics::registry registry;
    CHECK_THROWS_AS(
        make_password_pool({.parameters = {.memory_kib = 1, .iterations = 1, .parallelism = 1}},
                           registry),
        std::invalid_argument);
}
