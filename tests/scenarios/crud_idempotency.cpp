// Idempotency-Key: a write that is sent again is done once.
#include "crud_world.hpp"
#include "support/all_at_once.hpp"
#include <csignal>
#include <thread>
#include <unistd.h>

using namespace nucleus::testing;

namespace {

constexpr std::string_view entities = R"([
  {"table_name": "orders", "bulk_endpoints_enabled": true, "public": ["post"], "columns": [
    {"name": "code", "type": "text", "notNull": true}, {"name": "number", "type": "integer", "unique": true}]},
  {"table_name": "bills", "columns": [{"name": "code", "type": "text"}]}
])";

struct world : crud_world {
    world()
        : crud_world{entities, true, R"(["post.orders", "post.bills", "bulk.post.orders"])"} {}
    std::string count() { return ask("SELECT count(*) FROM main.orders"); }
};

header_list with_key(const std::string& key) { return {{"Idempotency-Key", key}}; }

}

TEST_CASE("what was answered once is answered again, word for word") {
    world w;
    auto god = w.god();
    const auto first = god.post("/orders", R"({"code":"a"})", with_key("k1"));
    CHECK(first.status == 201);
    CHECK(first.header("Idempotency-Replayed").empty());
    const auto again = god.post("/orders", R"({"code":"a"})", with_key("k1"));
    CHECK(again.status == 201);
    CHECK(again.body == first.body);
    CHECK(again.header("ETag") == first.header("ETag"));
    CHECK(again.header("Location") == first.header("Location"));
    CHECK(again.header("Idempotency-Replayed") == "true");
    CHECK(w.count() == "1");
    const auto other = god.post("/orders", R"({"code":"b"})", with_key("k1"));
    CHECK(other.status == 422);
    CHECK(other.code() == "idempotency_mismatch");
    CHECK(god.post("/orders", R"({"code":"b"})", with_key("k2")).status == 201);
    CHECK(god.post("/orders", R"({"code":"a"})").status == 201); // without a key it is another one
    CHECK(w.count() == "3");
    CHECK(god.post("/bills", R"({"code":"a"})", with_key("k1")).status == 201); // another route
    auto ada = w.member("ada");
    CHECK(ada.post("/orders", R"({"code":"x"})", with_key("k1")).status == 201); // another caller
    CHECK(w.anyone().post("/orders", R"({"code":"x"})", with_key("k1")).status == 201);
    CHECK(w.anyone()
              .post("/orders", R"({"code":"x"})", with_key("k1"))
              .header("Idempotency-Replayed") == "true");
    CHECK(w.count() == "5");
}

TEST_CASE("only successes are kept") {
    world w;
    auto god = w.god();
    CHECK(god.post("/orders", R"({"code":"a","number":1})").status == 201);
    CHECK(god.post("/orders", R"({"code":"b","number":1})", with_key("k")).status == 409);
    w.ask("UPDATE main.orders SET number = 2");
    CHECK(god.post("/orders", R"({"code":"b","number":1})", with_key("k")).status == 201);
    CHECK(god.post("/orders", R"({"nope":1})", with_key("v")).status == 422);
    CHECK(god.post("/orders", R"({"code":"c"})", with_key("v")).status == 201);
    CHECK(w.ask("SELECT count(*) FROM main.idempotency_keys") == "2");
    for (const auto& bad :
         {std::string(256, 'k'), std::string{"two words"}, std::string{"\xc3\xa4"}}) {
        const auto a = god.post("/orders", R"({"code":"d"})", with_key(bad));
        CHECK(a.status == 400);
        CHECK(a.code() == "bad_request");
    }
    CHECK(god.post("/orders", R"({"code":"d"})", with_key(std::string(255, 'k'))).status == 201);
}

TEST_CASE("a key is good for a day") {
    world w;
    auto god = w.god();
    const auto first = god.post("/orders", R"({"code":"a"})", with_key("k"));
    w.ask("UPDATE main.idempotency_keys SET created_at = now() - interval '23 hours 59 minutes'");
    CHECK(god.post("/orders", R"({"code":"a"})", with_key("k")).body == first.body);
    w.ask("UPDATE main.idempotency_keys SET created_at = now() - interval '25 hours'");
    const auto second = god.post("/orders", R"({"code":"b"})", with_key("k"));
    CHECK(second.status == 201);
    CHECK(god.post("/orders", R"({"code":"b"})", with_key("k")).body == second.body);
    CHECK(w.count() == "2");
}

TEST_CASE("a bulk has a key, too") {
    world w;
    auto god = w.god();
    const auto body = R"([{"code":"a"},{"code":"b"}])";
    const auto first = god.post("/orders/bulk", body, with_key("k"));
    CHECK(first.status == 201);
    CHECK(god.post("/orders/bulk", body, with_key("k")).body == first.body);
    CHECK(god.post("/orders/bulk?return=items", body, with_key("k")).code() ==
          "idempotency_mismatch");
    CHECK(w.count() == "2");
    const auto part = R"([{"code":"c","number":1},{"code":"d","number":1}])";
    const auto partial = god.post("/orders/bulk?mode=partial", part, with_key("p"));
    CHECK(partial.status == 200);
    const auto again = god.post("/orders/bulk?mode=partial", part, with_key("p"));
    CHECK(again.status == 200);
    CHECK(again.body == partial.body);
    CHECK(w.count() == "3");
}

TEST_CASE("fifty at once with one key make one row") {
    world w;
    auto god = w.god();
    std::vector<http_client> clients;
    for (int i = 0; i < 50; ++i) {
        clients.emplace_back(w.server().port());
        clients.back().cookies = god.cookies;
    }
    for (int round = 0; round < race_rounds; ++round) {
        const auto key = with_key("round" + std::to_string(round));
        const auto bodies = fifty_at_once<std::string>([&](int i) {
            const auto a =
                clients[static_cast<std::size_t>(i)].post("/orders", R"({"code":"a"})", key);
            return a.status == 201 ? a.body : std::to_string(a.status) + a.body;
        });
        INFO(bodies.begin()->first);
        CHECK(bodies.size() == 1);
        CHECK(w.count() == std::to_string(round + 1));
    }
}

TEST_CASE("a server that dies leaves either the row and its answer, or neither") {
    world w;
    const auto god = w.god();
    const auto lock = w.connect();
    for (int round = 0; round < 3; ++round) {
        const auto key = with_key("crash" + std::to_string(round));
        // It has claimed the key, and waits for the table, when it is killed.
        w.ask(lock, "BEGIN; LOCK TABLE main.orders IN SHARE MODE");
        http_client client{w.server().port()};
        client.cookies = god.cookies;
        std::thread caller{[&] {
            try {
                (void)client.post("/orders", R"({"code":"a"})", key);
            } catch (const std::exception&) { // as it should be
            }
        }};
        const auto waiting = [&] {
            return w.ask("SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = "
                         "'main.orders'::regclass") == "1";
        };
        for (int tries = 0; !waiting() && tries < 200; ++tries) usleep(20'000);
        REQUIRE(waiting());
        kill(w.server().serving_child(), SIGKILL);
        caller.join();
        w.ask(lock, "COMMIT");
        REQUIRE(w.server().wait_ready());
        http_client again{w.server().port()};
        again.cookies = god.cookies;
        const auto done = again.post("/orders", R"({"code":"a"})", key);
        INFO(done.body);
        CHECK(done.status == 201);
        CHECK(done.header("Idempotency-Replayed").empty());
        CHECK(again.post("/orders", R"({"code":"a"})", key).body == done.body);
        CHECK(w.count() == std::to_string(round + 1));
    }
}
