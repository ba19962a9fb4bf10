// Sign-ins on new devices wait until a device that is trusted has approved them.
#include "device_world.hpp"
#include "due_rounds.hpp"

using namespace nucleus::testing;

TEST_CASE("the first device of a user is trusted at once, and known again") {
    device_world w;
    auto c = w.member("ada");
    CHECK(c.cookies.contains("nucleus_device"));
    CHECK(c.get("/auth/me").at("/data/session/trusted") == true);
    CHECK(c.get(pending).at("/data/items") == json::array{});
    const auto out = c.send("POST", "/auth/logout", "");
    CHECK(out.status == 200);
    CHECK(c.cookies.size() == 1); // the device stays
    const auto again = c.post(login, w.credentials("ada"));
    CHECK(again.status == 200);
    CHECK(again.at("/data/deviceToken").is_null());
    CHECK(again.body.find(c.cookies["nucleus_device"]) == std::string::npos);
    for (const auto& line : again.all("Set-Cookie"))
        if (line.starts_with("nucleus_device=")) {
            CHECK(line.find("HttpOnly") != line.npos);
            CHECK(line.find("Max-Age=34560000") != line.npos);
        }
    CHECK(w.ask("SELECT count(*) FROM main.trusted_devices d JOIN main.users u ON u.id = d.user_id "
                "WHERE u.email = 'ada@example.com' AND d.status = 'trusted'") == "1");
}

TEST_CASE("a new device waits, is approved by its number, and is trusted from then on") {
    device_world w;
    auto here = w.member("ada");
    auto there = w.client();
    const auto in = there.post(login, w.credentials("ada", R"(,"rememberMe":true)"),
                               {{"User-Agent", "Mozilla/5.0 (X11; Linux x86_64; rv:127.0) "
                                               "Gecko/20100101 Firefox/127.0"}});
    INFO(in.body);
    REQUIRE(in.status == 202);
    CHECK(in.text("/data/approvalStatus") == "pending");
    CHECK(in.text("/data/session/approvalStatus") == "pending");
    const auto code = in.text("/data/approvalCode"), id = in.text("/data/session/id");
    CHECK(code.size() == 2);
    CHECK(in.at("/data/user").is_null());
    CHECK(in.at("/data/accessToken").is_null());
    CHECK(in.all("Set-Cookie").size() == 1);
    REQUIRE(there.cookies.size() == 1);
    CHECK(there.cookies.contains("nucleus_refresh_token"));

    // It is told of, without its number.
    const auto list = here.get(pending);
    REQUIRE(list.at("/data/items").as_array().size() == 1);
    CHECK(list.text("/data/items/0/id") == id);
    CHECK(list.text("/data/items/0/deviceName") == "Firefox on Linux");
    CHECK(list.text("/data/items/0/ipAddress") == "127.0.0.1");
    CHECK(list.text("/data/items/0/loginMethod") == "password");
    CHECK(list.text("/data/items/0/expiresAt") == in.text("/data/approvalExpiresAt"));
    CHECK(list.at("/data/items/0/code").is_null());
    CHECK(here.get("/auth/sessions/stats").at("/data") ==
          json::parse(R"({"active":1,"pending":1,"total":2})"));
    CHECK(here.get("/auth/sessions").text("/data/items/0/approvalStatus") == "pending");
    const auto mail = w.mail("approveSignIn", ada);
    CHECK(mail.find("Firefox on Linux") != mail.npos);
    CHECK(mail.find("127.0.0.1") != mail.npos);
    CHECK(mail.find("10 minutes") != mail.npos);

    // Until then it can ask, and nothing else.
    const auto asked = there.send("POST", refresh, "");
    CHECK(outcome(asked) == "403 session_pending_approval");
    CHECK(asked.all("Set-Cookie").empty());
    for (const auto* path : {"/auth/me", "/auth/sessions", pending, "/things"})
        CHECK(there.get(path).status == 401);

    CHECK(here.post(approve, w.with_code(id, code)).status == 200);
    CHECK(here.get(pending).at("/data/items") == json::array{});
    const auto done = there.send("POST", refresh, "");
    INFO(done.body);
    REQUIRE(done.status == 200);
    CHECK(done.text("/data/session/id") == id);
    CHECK(done.text("/data/session/approvalStatus") == "approved");
    CHECK(done.text("/data/user/email") == ada);
    CHECK(there.cookies.size() == 3);
    for (const auto& line : done.all("Set-Cookie")) CHECK(line.find("Max-Age=") != line.npos);
    CHECK(there.get("/auth/me").at("/data/session/trusted") == true);
    CHECK(w.ask("SELECT expires_at - created_at = interval '30 days' FROM main.user_sessions WHERE "
                "id = '" +
                id + "'") == "t");
    CHECK(w.ask("SELECT label FROM main.trusted_devices WHERE origin_session_id = '" + id + "'") ==
          "Firefox on Linux");

    there.send("POST", "/auth/logout", "");
    CHECK(there.post(login, w.credentials("ada")).status == 200);
    // And it may approve the next one.
    auto third = w.arrive("ada");
    CHECK(there.post(approve, w.with_code(third)).status == 200);
    CHECK(third.client.send("POST", refresh, "").status == 200);
}

TEST_CASE("a sign-in that waits is no login before it is approved") {
    device_world w;
    auto here = w.member("ada");
    const auto logins = [&] {
        return w.ask("SELECT last_login_at || ' ' || login_count FROM main.users WHERE email = "
                     "'ada@example.com'");
    };
    const auto first = logins();
    CHECK(first.ends_with(" 1"));
    CHECK(w.arrive("ada").client.send("POST", refresh, "").status == 403);
    const auto rejected = w.arrive("ada");
    CHECK(here.post(reject, w.with_id(rejected.id)).status == 200);
    CHECK(logins() == first);
    auto approved = w.arrive("ada");
    CHECK(here.post(approve, w.with_code(approved)).status == 200);
    const auto second = logins();
    CHECK(second > first);
    CHECK(second.ends_with(" 2"));
    const auto in = approved.client.send("POST", refresh, "");
    CHECK(in.status == 200);
    CHECK(logins() == second); // a refresh is none
    const auto known = here.post(login, w.credentials("ada"));
    CHECK(known.status == 200);
    CHECK(known.text("/data/user/lastLoginAt") > in.text("/data/user/lastLoginAt"));
    CHECK(logins().ends_with(" 3"));
}

TEST_CASE("clients without cookies carry their device token themselves") {
    device_world w;
    auto c = w.client();
    c.use_cookies = false;
    const auto body = R"(,"tokenDelivery":"body")";
    const auto made = c.post(register_path, w.credentials("ada", body));
    const auto device = made.text("/data/deviceToken");
    CHECK(device.size() == 64);
    CHECK(made.all("Set-Cookie").empty());
    w.node().must_not_log(device);
    const auto known = c.post(
        login, w.credentials("ada", body + std::string{R"(,"deviceToken":")"} + device + "\""));
    CHECK(known.status == 200);
    CHECK(known.text("/data/deviceToken") == device);

    const auto unknown = c.post(login, w.credentials("ada", body));
    REQUIRE(unknown.status == 202);
    CHECK(unknown.all("Set-Cookie").empty());
    CHECK(unknown.at("/data/deviceToken").is_null());
    const auto token = R"({"refreshToken":")" + unknown.text("/data/refreshToken") + "\"}";
    CHECK(outcome(c.post(refresh, token)) == "403 session_pending_approval");
    c.bearer = known.text("/data/accessToken");
    CHECK(c.post(approve,
                 w.with_code(unknown.text("/data/session/id"), unknown.text("/data/approvalCode")))
              .status == 200);
    c.bearer.clear();
    const auto first = c.post(refresh, token), lost = c.post(refresh, token);
    CHECK(first.status == 200);
    CHECK(first.text("/data/deviceToken").size() == 64);
    CHECK(first.text("/data/deviceToken") != device);
    CHECK(lost.text("/data/deviceToken") == first.text("/data/deviceToken"));
    CHECK(lost.text("/data/refreshToken") == first.text("/data/refreshToken"));
    CHECK(c.post(login, w.credentials("ada", R"(,"deviceToken":")" + std::string(513, 'a') + "\""))
              .status == 422);
    CHECK(c.post(login, w.credentials("ada", R"(,"deviceToken":7)")).status == 422);
}

TEST_CASE("a rejected sign-in gets nothing, and its device is not trusted") {
    device_world w;
    auto here = w.member("ada");
    auto there = w.arrive("ada");
    CHECK(here.post(reject, w.with_id(there.id)).status == 200);
    CHECK(outcome(there.client.send("POST", refresh, "")) == "403 session_rejected");
    CHECK(outcome(there.client.send("POST", refresh, "")) == "403 session_rejected");
    CHECK(outcome(here.post(approve, w.with_code(there))) == "409 approval_decided");
    CHECK(outcome(here.post(reject, w.with_id(there.id))) == "409 approval_decided");
    CHECK(w.of_session(there.id, "approval_status") == "rejected");
    CHECK(w.ask("SELECT status FROM main.trusted_devices WHERE origin_session_id = '" + there.id +
                "'") == "revoked");
    CHECK(there.client.post(login, w.credentials("ada")).status == 202);
    // One that was approved cannot be rejected any more: it is revoked.
    auto other = w.arrive("ada");
    CHECK(here.post(approve, w.with_code(other)).status == 200);
    CHECK(outcome(here.post(approve, w.with_code(other))) == "409 approval_decided");
    CHECK(outcome(here.post(reject, w.with_id(other.id))) == "409 approval_decided");
}

TEST_CASE("three wrong numbers reject a sign-in, and the right one comes too late") {
    device_world w;
    auto here = w.member("ada");
    auto there = w.arrive("ada");
    const auto wrong = w.with_code(there.id, w.wrong_code(there));
    CHECK(outcome(here.post(approve, wrong)) == "403 wrong_approval_code");
    CHECK(outcome(here.post(approve, wrong)) == "403 wrong_approval_code");
    CHECK(outcome(there.client.send("POST", refresh, "")) == "403 session_pending_approval");
    CHECK(outcome(here.post(approve, wrong)) == "403 wrong_approval_code");
    CHECK(outcome(here.post(approve, w.with_code(there))) == "409 approval_decided");
    CHECK(outcome(there.client.send("POST", refresh, "")) == "403 session_rejected");
    CHECK(w.of_session(there.id, "revoked_reason") == "wrong_approval_codes");
    auto again = w.arrive("ada");
    CHECK(outcome(here.post(approve, w.with_code(again.id, w.wrong_code(again)))) ==
          "403 wrong_approval_code");
    CHECK(here.post(approve, w.with_code(again)).status == 200);
}

TEST_CASE("a sign-in that nobody approves in time is over, and forgotten") {
    device_world w;
    auto here = w.member("ada");
    auto there = w.arrive("ada");
    w.ask("UPDATE main.user_sessions SET expires_at = now() - interval '1 s' WHERE id = '" +
          there.id + "'");
    CHECK(outcome(here.post(approve, w.with_code(there))) == "410 approval_expired");
    CHECK(outcome(here.post(reject, w.with_id(there.id))) == "410 approval_expired");
    CHECK(outcome(there.client.send("POST", refresh, "")) == "403 session_approval_expired");
    CHECK(here.get(pending).at("/data/items") == json::array{});
    CHECK(here.get("/auth/sessions/stats").at("/data/pending") == 0);
    const auto becomes = [&](const std::string& sql, const char* value) {
        return eventually([&] { return w.ask(sql) == value; });
    };
    restart_when_due(w, 2);
    CHECK(becomes("SELECT approval_status FROM main.user_sessions WHERE id = '" + there.id + "'",
                  "expired"));
    CHECK(outcome(w.client().post(
              refresh, "{}",
              {{"Cookie",
                "nucleus_refresh_token=" + there.client.cookies.at("nucleus_refresh_token")}})) ==
          "403 session_approval_expired");
    w.ask("UPDATE main.user_sessions SET expires_at = now() - interval '25 hours' WHERE id = '" +
          there.id + "'");
    restart_when_due(w, 2);
    CHECK(becomes("SELECT count(*) FROM main.user_sessions WHERE id = '" + there.id + "'", "0"));
    CHECK(becomes("SELECT count(*) FROM main.trusted_devices WHERE origin_session_id = '" +
                      there.id + "'",
                  "0"));
    CHECK(w.ask("SELECT count(*) FROM main.trusted_devices d JOIN main.users u ON u.id = d.user_id "
                "WHERE u.email = 'ada@example.com'") == "1");
}

TEST_CASE("a waiting sign-in can be withdrawn, from either side") {
    device_world w;
    auto here = w.member("ada");
    auto there = w.arrive("ada");
    CHECK(there.client.send("POST", "/auth/logout", "").status == 200);
    CHECK(there.client.cookies.empty());
    CHECK(outcome(here.post(approve, w.with_code(there))) == "409 approval_decided");
    CHECK(here.get(pending).at("/data/items") == json::array{});
    auto other = w.arrive("ada");
    CHECK(here.post("/auth/sessions/revoke", w.with_id(other.id)).status == 200);
    CHECK(outcome(other.client.send("POST", refresh, "")) == "403 session_rejected");
    CHECK(outcome(here.post(approve, w.with_code(other))) == "409 approval_decided");
    // However it was ended, and also when nobody could approve it any more.
    auto third = w.arrive("ada");
    CHECK(here.post("/auth/sessions/revoke-all", R"({"keepCurrent":true})").status == 200);
    CHECK(outcome(third.client.send("POST", refresh, "")) == "403 session_rejected");
    w.ask("UPDATE main.user_sessions SET expires_at = now() WHERE id = '" + third.id + "'");
    CHECK(outcome(third.client.send("POST", refresh, "")) == "403 session_rejected");
    CHECK(outcome(here.post(reject, w.with_id(third.id))) == "409 approval_decided");
    // What is over once it was approved is over, and was not rejected.
    auto last = w.settle(here, "ada");
    CHECK(here.post("/auth/sessions/revoke-all", R"({"keepCurrent":true})").status == 200);
    CHECK(outcome(last.send("POST", refresh, "")) == "401 invalid_refresh_token");
}

TEST_CASE("without number matching a tap approves, but a wrong number does not") {
    device_world w{[](json::object& c) {
        auto& approval =
            section(section(section(c, "authentication"), "sessions"), "newDeviceApproval");
        approval["numberMatching"] = false;
        approval["codeTtl"] = "2h";
    }};
    auto here = w.member("ada");
    auto there = w.arrive("ada");
    CHECK(w.mail("approveSignIn", ada).find("2 hours") != std::string::npos);
    CHECK(outcome(here.post(approve, w.with_code(there.id, w.wrong_code(there)))) ==
          "403 wrong_approval_code");
    CHECK(here.post(approve, w.with_id(there.id)).status == 200);
    CHECK(there.client.send("POST", refresh, "").status == 200);
}

TEST_CASE("check-config warns where a first link would get past approval, and nowhere else") {
    device_world w;
    const auto warns = [&] {
        const temp_folder place;
        const auto file = place.write("config.json", json::serialize(w.config())).string();
        const auto told = run_nucleusd({"check-config", "--config", file}, w.environment());
        INFO(told.err);
        CHECK(told.code == 0);
        return told.err.find("newDeviceApproval") != std::string::npos;
    };
    auto& rules = section(w.config(), "authentication");
    CHECK(warns());
    CHECK(w.node().wait_log("newDeviceApproval"));
    section(rules, "magicLink")["enabled"] = false;
    CHECK_FALSE(warns());
    section(rules, "magicLink")["enabled"] = true;
    section(rules, "emailVerification")["enabled"] = true;
    CHECK_FALSE(warns());
    section(rules, "emailVerification")["enabled"] = false;
    section(section(rules, "sessions"), "newDeviceApproval")["enabled"] = false;
    CHECK_FALSE(warns());
}

TEST_CASE("where new devices need no approval none is asked for, and nothing of it is there") {
    auth_world w;
    auto c = w.member("ada");
    CHECK(c.cookies.size() == 2);
    CHECK(c.get("/auth/me").at("/data/session/trusted") == false);
    CHECK(w.client().post(login, w.credentials("ada")).status == 200);
    CHECK(c.get(pending).status == 404);
    for (const auto* path : {approve, reject}) CHECK(c.post(path, "{}").status == 404);
    const auto document = c.get("/openapi.json").body;
    CHECK(document.find("/auth/sessions/approve") == std::string::npos);
    CHECK(document.find("SignInPending") == std::string::npos);
}
