// Devices that arrive, are approved and rejected at once.
#include "device_world.hpp"

using namespace nucleus::testing;

namespace {

using counts = std::map<std::string, int>;

std::string bearer_of(http_client& c) { return c.cookies["nucleus_access_token"]; }

/// Fifty times at once, by a session: what was answered.
counts race(device_world& w, const std::string& bearer,
            const std::function<std::pair<std::string, std::string>(int)>& what) {
    return fifty_at_once<std::string>([&](int i) {
        http_client c{w.node().port()};
        c.bearer = bearer;
        const auto [path, body] = what(i);
        return outcome(c.post(path, body));
    });
}

}

TEST_CASE("of fifty first devices at once one is the first") {
    device_world w{[](json::object& c) {
        section(section(c, "authentication"), "sessions")["maxPerUser"] = 1000;
    }};
    for (int round = 0; round < 5; ++round) {
        const auto name = "user" + std::to_string(round);
        w.member(name);
        w.ask("DELETE FROM main.trusted_devices");
        const auto got = fifty_at_once<std::string>([&](int) {
            http_client c{w.node().port()};
            return outcome(c.post(login, auth_world::credentials(name)));
        });
        CHECK(got == counts{{"200", 1}, {"202", 49}});
        CHECK(w.ask("SELECT count(*) FROM main.trusted_devices WHERE status = 'trusted'") == "1");
    }
}

TEST_CASE("of fifty who approve one does, and of approvers and rejecters one prevails") {
    device_world w{[](json::object& c) {
        section(section(c, "authentication"), "sessions")["maxPerUser"] = 1000;
    }};
    auto here = w.member("ada");
    const auto bearer = bearer_of(here);
    for (int round = 0; round < race_rounds / 2; ++round) {
        auto one = w.arrive("ada");
        CHECK(race(w, bearer, [&](int) { return std::pair{approve, w.with_code(one)}; }) ==
              counts{{"200", 1}, {"409 approval_decided", 49}});
        CHECK(one.client.send("POST", refresh, "").status == 200);
        auto other = w.arrive("ada");
        CHECK(race(w, bearer, [&](int i) {
                  return i % 2 == 0 ? std::pair{approve, w.with_code(other)}
                                    : std::pair{reject, w.with_id(other.id)};
              }) == counts{{"200", 1}, {"409 approval_decided", 49}});
        const auto in = outcome(other.client.send("POST", refresh, ""));
        const bool approved = w.of_session(other.id, "approval_status") == "approved";
        CHECK(in == (approved ? "200" : "403 session_rejected"));
        CHECK(w.ask("SELECT status FROM main.trusted_devices WHERE origin_session_id = '" +
                    other.id + "'") == (approved ? "trusted" : "revoked"));
    }
}

TEST_CASE("fifty wrong numbers at once are three") {
    device_world w;
    auto here = w.member("ada");
    for (int round = 0; round < race_rounds / 10; ++round) {
        auto there = w.arrive("ada");
        const auto right = std::stoi(there.code);
        const auto got = race(w, bearer_of(here), [&](int i) { // every number but the right one
            const auto n = (right + 1 + i) % 100;
            return std::pair{approve,
                             w.with_code(there.id, (n < 10 ? "0" : "") + std::to_string(n))};
        });
        CHECK(got == counts{{"403 wrong_approval_code", 3}, {"409 approval_decided", 47}});
        CHECK(w.of_session(there.id, "approval_attempts") == "3");
    }
}

TEST_CASE("fifty who ask after an approval get one rotation, and the same device") {
    device_world w;
    auto here = w.member("ada");
    auto there = w.client();
    const auto in = there.post(login, w.credentials("ada", R"(,"tokenDelivery":"body")"));
    REQUIRE(in.status == 202);
    const auto token = R"({"refreshToken":")" + in.text("/data/refreshToken") + "\"}";
    CHECK(
        here.post(approve, w.with_code(in.text("/data/session/id"), in.text("/data/approvalCode")))
            .status == 200);
    const auto got = fifty_at_once<std::string>([&](int) {
        http_client c{w.node().port()};
        const auto a = c.post(refresh, token);
        return outcome(a) + " " + a.text("/data/refreshToken") + a.text("/data/deviceToken");
    });
    REQUIRE(got.size() == 1);
    CHECK(got.begin()->first.starts_with("200 "));
    CHECK(got.begin()->first.size() > 4 + 64);
}
