// Refreshes whose answer never comes: lost on the way, by a tab that was closed, by a crash.
#include "auth_world.hpp"
#include <csignal>
#include <random>

using namespace nucleus::testing;
using namespace std::chrono_literals;

namespace {

std::string refresh_body(const std::string& token) {
    return R"({"refreshToken":")" + token + "\"}";
}
std::string first_token(auth_world& w) {
    w.member("ada");
    http_client c{w.node().port()};
    c.use_cookies = false;
    return c.post("/auth/login", auth_world::credentials("ada", R"(,"tokenDelivery":"body")"))
        .text("/data/refreshToken");
}
/// It is answered, and nobody gets the answer.
void lose_answer(auth_world& w, const std::string& token) {
    http_client c{w.node().port()};
    c.post("/auth/refresh", refresh_body(token));
}
std::string sessions_revoked(auth_world& w) {
    return w.ask("SELECT count(*) FROM main.user_sessions WHERE revoked_at IS NOT NULL");
}

}

TEST_CASE("an answer that is lost, once or ten times, signs nobody out") {
    auth_world w;
    auto token = first_token(w);
    http_client c{w.node().port()};
    for (int round = 0; round < 20; ++round) {
        for (int lost = 0; lost < 1 + round % 10; ++lost) lose_answer(w, token);
        const auto a = c.post("/auth/refresh", refresh_body(token));
        INFO(a.body);
        REQUIRE(a.status == 200);
        token = a.text("/data/refreshToken");
    }
    CHECK(sessions_revoked(w) == "0");
    CHECK(w.ask("SELECT max(refresh_generation) FROM main.user_sessions") == "20");
}

TEST_CASE("two tabs that refresh side by side stay signed in, whoever is late") {
    auth_world w;
    const auto token = first_token(w);
    http_client one{w.node().port()}, two{w.node().port()};
    std::string in_jar = token; // shared, as cookies are
    for (int round = 0; round < 20; ++round) {
        const auto both_saw = in_jar;
        const auto a = one.post("/auth/refresh", refresh_body(both_saw));
        const auto b = two.post("/auth/refresh", refresh_body(both_saw));
        REQUIRE(a.status == 200);
        REQUIRE(b.status == 200);
        CHECK(a.text("/data/refreshToken") == b.text("/data/refreshToken"));
        in_jar = b.text("/data/refreshToken");
    }
    CHECK(sessions_revoked(w) == "0");
}

TEST_CASE("a server that is killed between rotation and answer signs nobody out") {
    auth_world w{[](json::object& c) { // it may take a while to come back
        section(section(c, "authentication"), "refreshToken")["graceWindow"] = "10m";
    }};
    auto token = first_token(w);
    std::mt19937 dice{7};
    for (int round = 0; round < 6; ++round) {
        std::atomic<bool> stop{false};
        std::string last = token; // of the answers that came
        std::thread tab{[&] {
            try {
                http_client c{w.node().port()};
                while (!stop) {
                    const auto a = c.post("/auth/refresh", refresh_body(last));
                    if (a.status == 200) last = a.text("/data/refreshToken");
                }
            } catch (const std::exception&) { // the server is gone
            }
        }};
        std::this_thread::sleep_for(std::chrono::milliseconds{20 + dice() % 60});
        const auto child = w.node().serving_child();
        REQUIRE(child > 0);
        ::kill(child, SIGKILL);
        stop = true;
        tab.join();
        for (int i = 0; i < 3000 && !(w.node().serving_child() > 0 &&
                                      w.node().serving_child() != child && w.node().wait_ready());
             ++i)
            std::this_thread::sleep_for(20ms);
        // Whether the last one was rotated or not: what the client holds is good.
        http_client c{w.node().port()};
        const auto a = c.post("/auth/refresh", refresh_body(last));
        INFO(a.body);
        REQUIRE(a.status == 200);
        token = a.text("/data/refreshToken");
        CHECK(c.post("/auth/refresh", refresh_body(last)).text("/data/refreshToken") == token);
    }
    CHECK(sessions_revoked(w) == "0");
}

TEST_CASE("a rotation that was committed before the crash is repeated, and theft still shows") {
    auth_world w;
    const auto stolen = first_token(w);
    // As a crash leaves it: rotated, and nobody was told.
    w.ask("UPDATE main.user_sessions SET refresh_generation = 1, refresh_rotated_at = now() WHERE "
          "refresh_seed = (SELECT refresh_seed FROM main.user_sessions s JOIN main.users u ON u.id "
          "= s.user_id WHERE u.email = 'ada@example.com' ORDER BY s.created_at DESC LIMIT 1)");
    CHECK(w.node().stop() == 0);
    auto& again = w.add_node();
    http_client c{again.port()};
    const auto a = c.post("/auth/refresh", refresh_body(stolen));
    REQUIRE(a.status == 200);
    const auto b = c.post("/auth/refresh", refresh_body(a.text("/data/refreshToken")));
    REQUIRE(b.status == 200);
    CHECK(c.post("/auth/refresh", refresh_body(stolen)).status == 401); // two generations old
    CHECK(c.post("/auth/refresh", refresh_body(b.text("/data/refreshToken"))).status == 401);
    CHECK(sessions_revoked(w) == "1");
}
