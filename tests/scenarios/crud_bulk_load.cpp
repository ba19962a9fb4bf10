// Bulks beside each other, and large ones.
#include "bulk_world.hpp"
#include <fstream>
#include <thread>

using namespace nucleus::testing;

TEST_CASE("two bulks over the same rows in other orders do not wait for each other for ever") {
    bulk_world w;
    const auto made = w.god.post("/goods/bulk", rows(0, 200));
    json::array there, back;
    const auto ids = made.at("/data/ids");
    for (const auto& id : ids.as_array()) {
        there.push_back(json::object{{"id", id}, {"stock", 1}});
        back.insert(back.begin(), json::object{{"id", id}, {"stock", 2}});
    }
    const auto forth = json::serialize(there), reverse = json::serialize(back);
    std::vector<http_client> clients;
    for (int i = 0; i < 8; ++i) {
        clients.emplace_back(w.server().port());
        clients.back().cookies = w.god.cookies;
    }
    for (int round = 0; round < 10; ++round) {
        std::vector<int> statuses(8);
        std::vector<std::thread> threads;
        for (std::size_t i = 0; i < 8; ++i)
            threads.emplace_back([&, i] {
                statuses[i] = clients[i].put("/goods/bulk", i % 2 ? forth : reverse).status;
            });
        for (auto& t : threads) t.join();
        CHECK(statuses == std::vector<int>(8, 200));
        CHECK(w.ask("SELECT count(DISTINCT stock) FROM main.goods") == "1");
    }
}

TEST_CASE("a long value for many rows is kept once") {
    bulk_world w;
    w.god.post("/goods/bulk", rows(0, 2000));
    const std::string wide(512 * 1024, 'x');
    const auto a = w.god.put("/goods/bulk", R"({"filters":[],"set":{"more":")" + wide + R"("}})");
    CHECK(a.at("/data/updated") == 2000);
    CHECK(w.count("length(more::text) = 524290") == "2000");
    std::ifstream status{"/proc/" + std::to_string(w.server().serving_child()) + "/status"};
    long peak = 0;
    for (std::string line; std::getline(status, line);)
        if (line.starts_with("VmHWM:")) peak = std::stol(line.substr(6));
    CHECK(peak > 0);
    CHECK(peak < 400'000); // kB: 2000 times the value are a million
}
