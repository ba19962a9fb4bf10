// API keys when many act at once, on several nodes, and when an account changes hands.
#include "api_key_world.hpp"
#include "mail_world.hpp"

using namespace nucleus::testing;
using namespace std::chrono_literals;

TEST_CASE("of fifty that end a key, one does, and no request gets in after") {
    auth_world w;
    auto owner = w.member("ada");
    for (int round = 0; round < race_rounds; ++round) {
        auto robot = program(w.client(), make_key(w, owner, R"("allowedClaims":["*"])"));
        const auto mine = keys_path + ("/" + id_of(robot.bearer));
        CHECK(robot.get("/things").status == 200);
        std::atomic<bool> over{false};
        std::atomic<int> late{0};
        const auto done = fifty_at_once<int>([&](int i) {
            if (i % 2 == 0) {
                auto one = w.client();
                one.cookies = owner.cookies;
                const auto status = one.del(mine).status;
                if (status == 200) over = true;
                return status;
            }
            auto one = program(w.client(), robot.bearer);
            for (int tries = 0; tries < 2000; ++tries) {
                const bool last = over;
                if (one.get("/things").status != 401 && last) ++late;
                if (last) break;
            }
            return 0;
        });
        CHECK(done == std::map<int, int>{{0, 25}, {200, 1}, {404, 24}});
        CHECK(late == 0);
        CHECK(robot.get("/things").status == 401);
    }
}

TEST_CASE("nobody has more keys than one may have, however many are asked for at once") {
    auth_world w{[](json::object& c) {
        section(section(c, "authentication"), "apiKeys")["maxPerUser"] = 7;
    }};
    auto owner = w.member("ada");
    for (int round = 0; round < race_rounds; ++round) {
        const auto made = fifty_at_once<std::string>([&](int) {
            auto one = w.client();
            one.cookies = owner.cookies;
            return outcome(one.post(keys_path, key_asking_for(R"("allowedClaims":["*"])")));
        });
        CHECK(made == std::map<std::string, int>{{"201", 7}, {"409 too_many_api_keys", 43}});
        w.ask("DELETE FROM main.api_keys");
    }
}

TEST_CASE("the end of a key is felt on every node") {
    auth_world w;
    auto& other = w.add_node();
    auto owner = w.member("ada");
    for (int round = 0; round < 10; ++round) {
        const auto key = make_key(w, owner, R"("allowedClaims":["*"])");
        auto here = program(w.client(), key), there = program(other.client(), key);
        CHECK(here.get("/things").status == 200);
        CHECK(there.get("/things").status == 200);
        CHECK(owner.del(keys_path + ("/" + id_of(key))).status == 200);
        CHECK(here.get("/things").status == 401);
        int status = 200;
        for (int i = 0; i < 500 && (status = there.get("/things").status) == 200; ++i)
            std::this_thread::sleep_for(2ms);
        CHECK(status == 401);
    }
}

TEST_CASE("who gets the account back by mail ends its keys; who changes a password does not") {
    mail_world w;
    auto ada_client = w.confirmed("ada");
    auto robot = program(w.client(), make_key(w, ada_client, R"("allowedClaims":["*"])"));
    CHECK(ada_client
              .post("/auth/password/change", R"({"currentPassword":")" + std::string{password} +
                                                 R"(","newPassword":"Other-Horse-9"})")
              .status == 200);
    CHECK(robot.get("/things").status == 200);
    ada_client.post(request_reset, address(ada));
    CHECK(ada_client.post(confirm_reset, reset_to(w.token("resetPassword", ada), "Third-Horse-9"))
              .status == 200);
    CHECK(robot.get("/things").status == 401);
    CHECK(w.ask("SELECT revoked_reason FROM main.api_keys") == "password_reset");
}

TEST_CASE("of a reset and of keys that are asked for meanwhile, the reset has the last word") {
    mail_world w;
    auto owner = w.confirmed("ada");
    for (int round = 0; round < 10; ++round) {
        auto thief = w.client();
        const auto known = round == 0 ? std::string{password} : "Third-Horse-9";
        REQUIRE(thief.post("/auth/login", sign_in(ada, known)).status == 200);
        w.client().post(request_reset, address(ada));
        const auto link = w.token("resetPassword", ada);
        std::vector<std::string> keys(20);
        all_at_once(21, [&](int i) {
            auto one = w.client();
            if (i == 20) {
                one.post(confirm_reset, reset_to(link, "Third-Horse-9"));
                return;
            }
            one.cookies = thief.cookies;
            keys[static_cast<std::size_t>(i)] =
                one.post(keys_path, key_asking_for(R"("allowedClaims":["*"])")).text("/data/key");
        });
        CHECK(w.ask("SELECT count(*) FROM main.api_keys WHERE revoked_at IS NULL") == "0");
        for (const auto& key : keys)
            if (!key.empty()) CHECK(program(w.client(), key).get("/things").status == 401);
    }
}

TEST_CASE("an expired key takes nobody's place") {
    auth_world w{[](json::object& c) {
        section(section(c, "authentication"), "apiKeys")["maxPerUser"] = 1;
    }};
    auto owner = w.member("ada");
    make_key(w, owner, R"("allowedClaims":["*"])");
    CHECK(owner.post(keys_path, key_asking_for(R"("allowedClaims":["*"])")).code() ==
          "too_many_api_keys");
    w.ask("UPDATE main.api_keys SET expires_at = now() - interval '1 s'");
    make_key(w, owner, R"("allowedClaims":["*"])");
}

TEST_CASE("without the block there are no keys, and those there were are refused") {
    const auto dsn = fresh_database();
    std::string key;
    {
        auth_world w{{}, dsn};
        auto owner = w.member("ada");
        key = make_key(w, owner, R"("allowedClaims":["*"])");
    }
    auth_world w{[](json::object& c) {
                     section(section(c, "authentication"), "apiKeys")["enabled"] = false;
                 },
                 dsn};
    CHECK(program(w.client(), key).get("/things").status == 401);
    auto owner = w.client();
    REQUIRE(owner.post("/auth/login", w.credentials("ada")).status == 200);
    CHECK(owner.get(keys_path).status == 404);
}
