// Many at once: exactly one wins.
#include "crud_world.hpp"
#include <atomic>
#include <functional>
#include <thread>
#include <vector>

using namespace nucleus::testing;

namespace {

/// Runs `f(i)` on 50 threads that start together; how often it answered with each status.
std::map<int, int> all_at_once(const std::function<int(int)>& f) {
    std::atomic<bool> go{false};
    std::vector<int> statuses(50);
    std::vector<std::thread> threads;
    for (int i = 0; i < 50; ++i)
        threads.emplace_back([&, i] {
            while (!go) std::this_thread::yield();
            statuses[static_cast<std::size_t>(i)] = f(i);
        });
    go = true;
    for (auto& t : threads) t.join();
    std::map<int, int> counted;
    for (const int s : statuses) ++counted[s];
    return counted;
}

/// Clients of one session; Catch's assertions are not for other threads, so none is observed.
std::vector<http_client> many_of(crud_world& w, const http_client& one) {
    std::vector<http_client> clients;
    for (int i = 0; i < 50; ++i) {
        clients.emplace_back(w.server().port());
        clients.back().cookies = one.cookies;
    }
    return clients;
}

}

TEST_CASE("of fifty that create the same unique value one succeeds") {
    crud_world w{things};
    const auto god = w.god();
    auto clients = many_of(w, god);
    const auto statuses = all_at_once([&](int i) {
        return clients[static_cast<std::size_t>(i)].post("/things", R"({"code":"ONE"})").status;
    });
    CHECK(statuses == std::map<int, int>{{201, 1}, {409, 49}});
    CHECK(w.ask("SELECT count(*) FROM main.things") == "1");
}

TEST_CASE("of fifty that change the same version one succeeds") {
    crud_world w{things};
    auto god = w.god();
    const auto made = god.post("/things", R"({"code":"ONE","low":0})");
    const auto path = "/things/" + made.text("/data/id"), tag = made.header("ETag");
    auto clients = many_of(w, god);
    const auto statuses = all_at_once([&](int i) {
        return clients[static_cast<std::size_t>(i)]
            .put(path, R"({"low":)" + std::to_string(i + 1) + "}", {{"If-Match", tag}})
            .status;
    });
    CHECK(statuses == std::map<int, int>{{200, 1}, {412, 49}});
    CHECK(w.ask("SELECT low > 0 FROM main.things") == "t");
}

TEST_CASE("of fifty that delete the same row one succeeds") {
    crud_world w{things};
    auto god = w.god();
    const auto path = "/things/" + god.post("/things", R"({"code":"ONE"})").text("/data/id");
    auto clients = many_of(w, god);
    const auto statuses =
        all_at_once([&](int i) { return clients[static_cast<std::size_t>(i)].del(path).status; });
    CHECK(statuses == std::map<int, int>{{200, 1}, {404, 49}});
}
