// Links of mails: used once, not too many, nowhere else; and off without the section email.
#include "mail_world.hpp"

using namespace nucleus::testing;

TEST_CASE("every link is used once, however many try at once") {
    mail_world w{[](json::object& c) {
        section(section(c, "authentication"), "sessions")["maxPerUser"] = 1000;
    }};
    auto god = w.god();
    const auto race = [&](const char* path, const std::string& body) {
        return fifty_at_once<std::string>([&](int) {
            http_client c{w.node().port()};
            return outcome(c.post(path, body));
        });
    };
    const std::map<std::string, int> once{{"200", 1}, {"400 invalid_token", 49}};
    const auto name = [](int round) { return "new" + std::to_string(round); };
    const auto email = [&](int round) { return name(round) + "@example.com"; };
    const auto guest = [](int round) { return "guest" + std::to_string(round) + "@example.com"; };
    const auto moved = [](int round) { return "moved" + std::to_string(round) + "@example.com"; };
    const auto each = [](const auto& f) {
        for (int round = 0; round < race_rounds; ++round) f(round);
    };
    // Mails come once a second: all of a kind are asked for before the first is waited for.
    each([&](int n) { god.post(register_path, w.credentials(name(n))); });
    each([&](int n) { god.post(invite, address(guest(n))); });
    each([&](int n) { CHECK(race(verify, with_token(w.token("verifyEmail", email(n)))) == once); });
    each([&](int n) { CHECK(race(accept, with_token(w.token("invite", guest(n)))) == once); });
    each([&](int n) { god.post(request_reset, address(email(n))); });
    each([&](int n) {
        CHECK(race(confirm_reset, reset_to(w.token("resetPassword", email(n)), password)) == once);
    });
    each([&](int n) { god.post(magic, address(email(n))); });
    each([&](int n) { CHECK(race(enter, with_token(w.token("magicLink", email(n)))) == once); });
    each([&](int n) {
        auto c = w.client();
        c.post("/auth/login", w.credentials(name(n)));
        c.post(change_email,
               R"({"newEmail":")" + moved(n) + R"(","password":")" + password + "\"}");
    });
    each([&](int n) {
        CHECK(race(confirm_email, with_token(w.token("emailChange", moved(n)))) == once);
    });
    CHECK(w.ask("SELECT count(*) FROM main.users WHERE email LIKE 'guest%'") ==
          std::to_string(race_rounds));
    CHECK(w.ask("SELECT count(*) FROM main.users WHERE email LIKE 'moved%'") ==
          std::to_string(race_rounds));
}

TEST_CASE("of many requests at once each replaces the one before: one link is good in the end") {
    mail_world w;
    w.confirmed("ada");
    fifty_at_once<int>([&](int) {
        http_client c{w.node().port()};
        return c.post(request_reset, address(ada)).status;
    });
    for (int i = 0; i < 50; ++i) w.token("resetPassword", ada);
    CHECK(w.ask("SELECT count(*) FROM main.password_reset_tokens WHERE used_at IS NULL") == "1");
}

TEST_CASE("one mail to an address in a while, and no secret anywhere but in the mail") {
    mail_world w{[](json::object& c) { section(c, "authentication")["resendCooldown"] = "1h"; }};
    w.confirmed("ada");
    const auto before = w.mails();
    for (int i = 0; i < 5; ++i) {
        CHECK(w.client().post(request_reset, address(ada)).status == 202);
        CHECK(w.client().post(register_path, w.credentials("ada")).status == 200);
    }
    const auto token = w.token("resetPassword", ada);
    w.mail("registeredAlready", ada);
    CHECK(w.mails() == before + 2);
    CHECK(w.node().log().find(token) == std::string::npos);
    CHECK(w.node().log().find("#resetPassword=") == std::string::npos);
    const auto everywhere = "SELECT count(*) FROM main.password_reset_tokens t, main.mail_outbox m "
                            "WHERE t::text LIKE '%" +
                            token + "%' OR m::text LIKE '%" + token + "%'";
    CHECK(w.ask(everywhere) == "0");
}

TEST_CASE("what was accepted is done before the server stops") {
    mail_world w;
    w.confirmed("ada");
    auto c = w.client();
    CHECK(c.post(request_reset, address(ada)).status == 202);
    CHECK(c.post(magic, address(ada)).status == 202);
    w.restart();
    CHECK(w.client().post(enter, with_token(w.token("magicLink", ada))).status == 200);
    CHECK(w.client()
              .post(confirm_reset, reset_to(w.token("resetPassword", ada), "Another-Horse-9"))
              .status == 200);
}

TEST_CASE("what sends mails needs the section email, and is off without it") {
    auth_world w;
    for (const auto* path : {request_reset, confirm_reset, verify, magic, enter, accept})
        CHECK(w.client().post(path, "{}").status == 404);
    w.config()["authentication"].as_object()["magicLink"] = {{"enabled", true}};
    const temp_folder folder;
    const auto file = (folder.path() / "config.json").string();
    std::ofstream{file} << json::serialize(w.config());
    const auto refused = run_nucleusd({"check-config", "--config", file}, w.environment());
    CHECK(refused.code != 0);
    CHECK(refused.err.find("add the section email") != std::string::npos);

    // One that is switched off sends nothing, either.
    const auto checked = [&](bool magic_links) {
        w.config()["authentication"].as_object()["magicLink"] = {{"enabled", magic_links}};
        w.config()["email"] = {{"enabled", false}, {"provider", "file"}};
        std::ofstream{file} << json::serialize(w.config());
        return run_nucleusd({"check-config", "--config", file}, w.environment());
    };
    const auto no_way = checked(true);
    CHECK(no_way.code != 0);
    CHECK(no_way.err.find("email.enabled is false") != std::string::npos);
    const auto off = checked(false);
    INFO(off.err);
    CHECK(off.code == 0);
}
