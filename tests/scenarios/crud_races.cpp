// Many at once: exactly one wins.
#include "crud_world.hpp"
#include "support/all_at_once.hpp"

using namespace nucleus::testing;

namespace {

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
    for (int round = 0; round < race_rounds; ++round) {
        const auto body = R"({"code":"ONE)" + std::to_string(round) + "\"}";
        const auto statuses = fifty_at_once<int>([&](int i) {
            return clients[static_cast<std::size_t>(i)].post("/things", body).status;
        });
        CHECK(statuses == std::map<int, int>{{201, 1}, {409, 49}});
    }
    CHECK(w.ask("SELECT count(*) FROM main.things") == std::to_string(race_rounds));
}

TEST_CASE("of fifty that change the same version one succeeds") {
    crud_world w{things};
    auto god = w.god();
    auto clients = many_of(w, god);
    const auto made = god.post("/things", R"({"code":"ONE","low":0})");
    const auto path = "/things/" + made.text("/data/id");
    for (int round = 0; round < race_rounds; ++round) {
        const auto tag = god.get(path).header("ETag");
        const auto statuses = fifty_at_once<int>([&](int i) {
            return clients[static_cast<std::size_t>(i)]
                .put(path, R"({"low":)" + std::to_string(round * 50 + i + 1) + "}",
                     {{"If-Match", tag}})
                .status;
        });
        CHECK(statuses == std::map<int, int>{{200, 1}, {412, 49}});
        CHECK(w.ask("SELECT low > " + std::to_string(round * 50) + " FROM main.things") == "t");
    }
}

TEST_CASE("of fifty that delete the same row one succeeds") {
    crud_world w{things};
    auto god = w.god();
    auto clients = many_of(w, god);
    for (int round = 0; round < race_rounds; ++round) {
        const auto path = "/things/" + god.post("/things", R"({"code":"ONE"})").text("/data/id");
        const auto statuses = fifty_at_once<int>(
            [&](int i) { return clients[static_cast<std::size_t>(i)].del(path).status; });
        CHECK(statuses == std::map<int, int>{{200, 1}, {404, 49}});
    }
}
