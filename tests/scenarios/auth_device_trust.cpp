// Which devices are trusted, what takes that away, and who may approve.
#include "device_world.hpp"

using namespace nucleus::testing;

namespace {

std::string devices(device_world& w, const std::string& status) {
    return w.ask("SELECT count(*) FROM main.trusted_devices d JOIN main.users u ON u.id = "
                 "d.user_id WHERE u.email = 'ada@example.com' AND d.status = '" +
                 status + "'");
}
int sign_in_again(device_world& w, http_client& c, const std::string& name = "ada") {
    return c.post(login, w.credentials(name)).status;
}

}

TEST_CASE("a password reset makes all devices strangers, and the next one the first") {
    device_world w;
    auto here = w.member("ada");
    auto second = w.settle(here, "ada");
    auto waiting = w.arrive("ada");
    CHECK(here.post(request_reset, address(ada)).status == 202);
    const auto token = w.token("resetPassword", ada);
    CHECK(w.client().post(confirm_reset, reset_to(token, "Another-Horse-9")).status == 200);
    CHECK(devices(w, "trusted") == "0");
    CHECK(outcome(waiting.client.send("POST", refresh, "")) == "403 session_rejected");
    auto fresh = w.client();
    CHECK(fresh.post(login, sign_in(ada, "Another-Horse-9")).status == 200);
    CHECK(here.post(login, sign_in(ada, "Another-Horse-9")).status == 202);
    CHECK(second.post(login, sign_in(ada, "Another-Horse-9")).status == 202);
    CHECK(devices(w, "trusted") == "1");
}

TEST_CASE("mailed links wait like passwords, and tell where to go then") {
    device_world w;
    auto here = w.member("ada");
    w.ask("UPDATE main.users SET email_verified = true WHERE NOT is_god");
    const auto body = R"({"email":"ada@example.com","redirectTo":"https://app.example.com/x"})";
    CHECK(here.post(magic, body).status == 202);
    auto there = w.client();
    const auto in = there.post(enter, with_token(w.token("magicLink", ada)));
    REQUIRE(in.status == 202);
    CHECK(in.text("/data/approvalStatus") == "pending");
    CHECK(in.text("/data/redirectTo") == "https://app.example.com/x");
    CHECK(there.cookies.size() == 1);
    CHECK(w.ask("SELECT login_count FROM main.users WHERE NOT is_god") == "1"); // only registered
    CHECK(here.get(pending).text("/data/items/0/loginMethod") == "magic_link");
    CHECK(
        here.post(approve, w.with_code(in.text("/data/session/id"), in.text("/data/approvalCode")))
            .status == 200);
    CHECK(there.send("POST", refresh, "").status == 200);
    // On a device that is known they do not.
    CHECK(here.post(magic, body).status == 202);
    const auto known = here.post(enter, with_token(w.token("magicLink", ada)));
    CHECK(known.status == 200);
    CHECK(known.text("/data/redirectTo") == "https://app.example.com/x");
}

TEST_CASE("who reads the mail of an address takes trust from whoever registered it") {
    device_world w;
    auto stranger = w.member("ada");
    CHECK(w.client().post(magic, address(ada)).status == 202);
    auto owner = w.client();
    CHECK(owner.post(enter, with_token(w.token("magicLink", ada))).status == 200);
    CHECK(owner.get("/auth/me").at("/data/session/trusted") == true);
    CHECK(stranger.get("/auth/me").status == 401);
    CHECK(devices(w, "trusted") == "1");
}

TEST_CASE("an invitation makes an account, and its first device") {
    device_world w;
    auto god = w.god();
    CHECK(god.post(invite, address("bob@example.com")).status == 200);
    auto bob = w.client();
    const auto in = bob.post(accept, with_token(w.token("invite", "bob@example.com"),
                                                R"(,"password":")" + std::string{password} + "\""));
    CHECK(in.status == 200);
    CHECK(bob.get("/auth/me").at("/data/session/trusted") == true);
    CHECK(w.client().post(login, w.credentials("bob")).status == 202);
}

TEST_CASE("people who share a browser are known each") {
    device_world w;
    auto shared = w.member("ada");
    shared.send("POST", "/auth/logout", "");
    CHECK(shared.post(register_path, w.credentials("bob")).status == 200);
    CHECK(sign_in_again(w, shared) == 200);
    CHECK(sign_in_again(w, shared, "bob") == 200);
    // The device of one is not that of the other.
    auto thief = w.client();
    thief.cookies["nucleus_device"] = w.member("eve").cookies["nucleus_device"];
    CHECK(sign_in_again(w, thief) == 202);
    for (const auto* bad : {"x", "", "....", "%27%20OR%201=1"}) {
        thief.cookies = {{"nucleus_device", bad}};
        CHECK(sign_in_again(w, thief) == 202);
    }
}

TEST_CASE("who is sent away from a device is asked about on it again") {
    device_world w;
    auto here = w.member("ada");
    auto there = w.settle(here, "ada");
    const auto id = there.get("/auth/sessions/current").text("/data/id");
    SECTION("by the one") {
        auto twin = w.client();
        twin.cookies = {{"nucleus_device", there.cookies["nucleus_device"]}};
        CHECK(sign_in_again(w, twin) == 200);
        CHECK(here.post("/auth/sessions/revoke", w.with_id(id)).status == 200);
        CHECK(twin.get("/auth/me").at("/data/session/trusted") == false);
        auto third = w.arrive("ada");
        CHECK(outcome(twin.post(approve, w.with_code(third))) == "403 device_not_trusted");
    }
    SECTION("by all") {
        CHECK(here.post("/auth/sessions/revoke-all", "{}").at("/data/revoked") == 2);
    }
    CHECK(sign_in_again(w, there) == 202);
    CHECK(sign_in_again(w, here) == 200); // the one that asked stays trusted
}

TEST_CASE("a device stays trusted when its user signs out") {
    device_world w;
    auto here = w.member("ada");
    auto there = w.settle(here, "ada");
    CHECK(there.send("POST", "/auth/logout", "").status == 200);
    CHECK(sign_in_again(w, there) == 200);
}

TEST_CASE("only a session on a trusted device of the user decides") {
    device_world w;
    auto here = w.member("ada");
    auto bob = w.member("bob");
    auto there = w.arrive("ada");
    auto nobody = w.client();
    auto& waiting = there.client;
    for (const auto& [path, body] :
         {std::pair{approve, w.with_code(there)}, std::pair{reject, w.with_id(there.id)}}) {
        CHECK(outcome(nobody.post(path, body)) == "401 unauthenticated");
        CHECK(outcome(bob.post(path, body)) == "404 not_found");
        CHECK(outcome(waiting.post(path, body)) == "403 session_pending_approval");
        CHECK(outcome(here.post(path, body, {{"Origin", "https://evil.example"}})) ==
              "403 cross_site_request");
    }
    const auto own = here.get("/auth/sessions/current").text("/data/id");
    CHECK(outcome(here.post(approve, w.with_code(own, "00"))) == "404 not_found");
    CHECK(outcome(here.post(reject, w.with_id("00000000-0000-7000-8000-000000000000"))) ==
          "404 not_found");
    // A session from a device that has lost its trust meanwhile.
    w.ask("UPDATE main.trusted_devices SET expires_at = now() - interval '1 s'");
    CHECK(outcome(here.post(approve, w.with_code(there))) == "403 device_not_trusted");
    w.ask("UPDATE main.trusted_devices SET expires_at = now() + interval '1 day'");
    CHECK(here.post(approve, w.with_code(there)).status == 200);
    nobody.bearer = waiting.cookies["nucleus_refresh_token"]; // no access token
    CHECK(nobody.get(pending).status == 401);
}

TEST_CASE("bad input decides nothing") {
    device_world w;
    auto here = w.member("ada");
    auto there = w.arrive("ada");
    const auto refused = [&](const char* path, const std::string& body) {
        const auto a = here.post(path, body);
        return std::to_string(a.status) +
               (a.status == 422 ? " " + faults(a).begin()->first + " " + faults(a).begin()->second
                                : "");
    };
    CHECK(refused(approve, w.with_id(there.id)) == "422 /code required");
    CHECK(refused(approve, R"({"code":"00"})") == "422 /id required");
    CHECK(refused(approve, R"({"id":")" + there.id + R"(","code":7})") == "422 /code wrong_type");
    for (const std::string code : {"", "1", "123", "1a", " 1", "1\\n", "' OR 1=1 --", "٣٤"})
        CHECK(here.post(approve, w.with_code(there.id, code)).status == 422);
    CHECK(refused(approve, w.with_code("x", "00")).starts_with("422 /id"));
    CHECK(refused(reject, "{}") == "422 /id required");
    CHECK(refused(reject, w.with_code(there)) == "422 /code unknown_field");
    CHECK(refused(reject, R"({"id":[]})") == "422 /id wrong_type");
    CHECK(refused(reject, w.with_id("'; DROP TABLE main.users; --")).starts_with("422 /id"));
    CHECK(refused(reject, w.with_id(std::string(2'000'000, 'a'))) == "413");
    CHECK(refused(reject, "{") == "400");
    CHECK(here.send("POST", reject, w.with_id(there.id), {{"Content-Type", "text/plain"}}).status ==
          415);
    CHECK(here.get(approve).status == 405);
    CHECK(here.post(pending, "{}").status == 405);
    CHECK(here.get(std::string{pending} + "?x=1").status == 400);
    CHECK(w.of_session(there.id, "approval_attempts") == "0");
    CHECK(w.of_session(there.id, "approval_status") == "pending");
    CHECK(here.post(approve, w.with_code(there)).status == 200);
}

TEST_CASE("waiting sign-ins neither end sessions nor pile up") {
    device_world w{[](json::object& c) {
        section(section(c, "authentication"), "sessions")["maxPerUser"] = 2;
    }};
    auto here = w.member("ada");
    auto second = w.settle(here, "ada");
    std::vector<device_world::newcomer> crowd;
    for (int i = 0; i < 7; ++i) crowd.push_back(w.arrive("ada"));
    CHECK(here.get(pending).at("/data/items").as_array().size() == 5);
    CHECK(outcome(crowd[1].client.send("POST", refresh, "")) == "403 session_rejected");
    CHECK(outcome(crowd[2].client.send("POST", refresh, "")) == "403 session_pending_approval");
    CHECK(here.get("/auth/me").status == 200);
    CHECK(second.get("/auth/me").status == 200);
    // Once approved it counts: the oldest has to go.
    CHECK(second.post(approve, w.with_code(crowd[6])).status == 200);
    CHECK(here.get("/auth/me").status == 401);
    CHECK(second.get("/auth/me").status == 200);
}

TEST_CASE("sessions from before it was switched on keep their devices' trust") {
    device_world w{[](json::object& c) {
        section(section(section(c, "authentication"), "sessions"), "newDeviceApproval")["enabled"] =
            false;
    }};
    auto before = w.member("ada");
    section(section(section(w.config(), "authentication"), "sessions"),
            "newDeviceApproval")["enabled"] = true;
    w.restart();
    auto here = w.client();
    here.cookies = before.cookies;
    CHECK(here.get("/auth/me").at("/data/session/trusted") == false);
    CHECK(here.send("POST", refresh, "").status == 200);
    CHECK(here.cookies.contains("nucleus_device"));
    CHECK(here.get("/auth/me").at("/data/session/trusted") == true);
    CHECK(here.send("POST", refresh, "").status == 200);
    CHECK(devices(w, "trusted") == "1");
    auto there = w.arrive("ada");
    CHECK(here.post(approve, w.with_code(there)).status == 200);
}
