// What goes out by mail and comes back as a token: addresses, passwords, sign-ins, invitations.
#include "mail_world.hpp"

using namespace nucleus::testing;

TEST_CASE(
    "an address is confirmed before the first session, and nobody learns who has an account") {
    mail_world w;
    auto c = w.client();
    const auto first = c.post(register_path, w.credentials("ada"));
    INFO(first.body);
    CHECK(first.status == 200);
    CHECK(first.at("/data/verificationRequired") == true);
    CHECK(first.at("/data").as_object().size() == 1);
    CHECK(c.cookies.empty());
    CHECK(c.post("/auth/login", w.credentials("ada")).code() == "email_not_verified");
    CHECK(c.post("/auth/login", w.wrong("ada")).code() == "invalid_credentials");
    const auto token = w.token("verifyEmail", ada);

    CHECK(c.post(verify, with_token(token)).status == 200);
    CHECK(c.post(verify, with_token(token)).code() == "invalid_token");
    const auto in = c.post("/auth/login", w.credentials("ada"));
    CHECK(in.status == 200);
    CHECK(in.at("/data/user/emailVerified") == true);

    auto other = w.client();
    const auto known =
        other.post(register_path,
                   R"({"email":"ADA@example.com","password":"Other-Horse-99","username":"x-1"})");
    CHECK(without_request_id(known) == without_request_id(first));
    w.mail("registeredAlready", ada);
    CHECK(w.client().post("/auth/login", sign_in(ada, "Other-Horse-99")).status == 401);
    CHECK(w.ask("SELECT count(*) FROM main.users WHERE NOT is_god") == "1");
    // A user name tells no more of an address.
    CHECK(other
              .post(register_path,
                    R"({"email":"bob@example.com","password":"Other-Horse-99","username":"bobby"})")
              .status == 200);
    for (const auto* email : {"ada@example.com", "new@example.com"})
        CHECK(other
                  .post(register_path, R"({"email":")" + std::string{email} +
                                           R"(","password":"Other-Horse-99","username":"bobby"})")
                  .code() == "username_taken");
    // One more link, on demand, for who needs it.
    const auto before = w.mails();
    CHECK(other.post("/auth/resend-verification", address("bob@example.com")).status == 202);
    CHECK(other.post("/auth/resend-verification", address(ada)).status == 202);
    CHECK(other.post("/auth/resend-verification", address("nobody@example.com")).status == 202);
    w.token("verifyEmail", "bob@example.com");
    const auto last = w.token("verifyEmail", "bob@example.com");
    CHECK(w.mails() == before + 1);
    w.ask("UPDATE main.users SET email_verification_token_expires_at = now() - interval '1 s'");
    CHECK(other.post(verify, with_token(last)).code() == "invalid_token");
}

TEST_CASE("an address that two have registered belongs to who reads its mail") {
    mail_world w;
    auto stranger = w.client();
    stranger.post(register_path, w.credentials("ada", R"(,"username":"stranger")"));
    const auto planted = w.token("verifyEmail", ada);
    auto owner = w.client();
    CHECK(owner.post(register_path, sign_in(ada, "Other-Horse-99")).status == 200);
    const auto token = w.token("resetPassword", ada);
    CHECK(owner.post(verify, with_token(planted)).code() == "invalid_token");
    CHECK(stranger.post("/auth/login", w.credentials("ada")).code() == "invalid_credentials");
    CHECK(owner.post(confirm_reset, reset_to(token, "Mine-Alone-99")).status == 200);
    CHECK(owner.post("/auth/login", sign_in(ada, "Mine-Alone-99")).status == 200);
    CHECK(stranger.post("/auth/login", w.credentials("ada")).code() == "invalid_credentials");

    // Sessions from before addresses had to be confirmed are nobody's, either.
    w.ask("UPDATE main.users SET email_verified = false WHERE email = 'ada@example.com'");
    CHECK(owner.get("/auth/me").status == 200);
    owner.post("/auth/resend-verification", address(ada));
    CHECK(owner.post(verify, with_token(w.token("verifyEmail", ada))).status == 200);
    CHECK(owner.get("/auth/me").status == 401);
}

TEST_CASE("who registers twice, as by a double click, has one account and one link") {
    mail_world w{[](json::object& c) { section(c, "authentication")["resendCooldown"] = "60s"; }};
    const auto bob = w.confirmed("bob");
    auto c = w.client();
    const auto first = c.post(register_path, w.credentials("ada"));
    const auto again = c.post(register_path, w.credentials("ada"));
    CHECK(without_request_id(again) == without_request_id(first));
    const auto link = w.token("verifyEmail", ada);
    c.post(request_reset, address("bob@example.com"));
    w.token("resetPassword", "bob@example.com"); // made after what was asked for before it
    CHECK(w.mails() == 3);

    // Later it brings another link in place of the first.
    w.ask("UPDATE main.users SET email_verification_sent_at = now() - interval '1 h'");
    c.post(register_path, w.credentials("ada"));
    const auto newer = w.token("verifyEmail", ada);
    CHECK(c.post(verify, with_token(link)).code() == "invalid_token");
    CHECK(c.post(verify, with_token(newer)).status == 200);
    CHECK(c.post("/auth/login", w.credentials("ada")).status == 200);
}

TEST_CASE("a password is reset by who reads the account's mail") {
    mail_world w;
    auto here = w.confirmed("ada");
    auto c = w.client();
    for (int i = 0; i < 6; ++i) c.post("/auth/login", w.wrong("ada"));
    CHECK(c.post("/auth/login", w.credentials("ada")).code() == "account_locked");

    const auto known = c.post(request_reset, address("  ADA@Example.com "));
    const auto unknown = c.post(request_reset, address("nobody@example.com"));
    CHECK(known.status == 202);
    CHECK(without_request_id(known) == without_request_id(unknown));
    const auto old = w.token("resetPassword", ada);
    CHECK(c.post(request_reset, address(ada)).status == 202);
    const auto token = w.token("resetPassword", ada);
    CHECK(c.post(confirm_reset, reset_to(old, "Another-Horse-9")).code() == "invalid_token");
    const auto weak = c.post(confirm_reset, reset_to(token, "short"));
    CHECK(weak.status == 422);
    CHECK(weak.text("/errors/0/path") == "/newPassword");
    CHECK(here.get("/auth/me").status == 200);
    CHECK(c.post(confirm_reset, reset_to(token, "Another-Horse-9")).status == 200);
    w.mail("passwordChanged", ada);
    CHECK(here.get("/auth/me").status == 401);
    CHECK(here.post("/auth/refresh", "").status == 401);
    CHECK(c.post(confirm_reset, reset_to(token, "Third-Horse-99")).code() == "invalid_token");
    CHECK(c.post("/auth/login", sign_in(ada, "Another-Horse-9")).status == 200); // no lock either

    // A link does not outlive its time, a changed password, or the account.
    const auto fresh = [&] {
        CHECK(w.client().post(request_reset, address(ada)).status == 202);
        return w.token("resetPassword", ada);
    };
    const auto late = fresh();
    w.ask("UPDATE main.password_reset_tokens SET expires_at = now() - interval '1 s'");
    CHECK(c.post(confirm_reset, reset_to(late, "Third-Horse-99")).code() == "invalid_token");
    const auto overtaken = fresh();
    CHECK(c.post("/auth/password/change",
                 R"({"currentPassword":"Another-Horse-9","newPassword":"Fourth-Horse-9"})")
              .status == 200);
    CHECK(c.post(confirm_reset, reset_to(overtaken, "Third-Horse-99")).code() == "invalid_token");
    const auto orphan = fresh();
    w.ask("UPDATE main.users SET is_active = false WHERE email = 'ada@example.com'");
    CHECK(c.post(confirm_reset, reset_to(orphan, "Third-Horse-99")).code() == "invalid_token");
    // Nor does a change of address that a thief has asked for.
    w.ask("UPDATE main.users SET is_active = true WHERE email = 'ada@example.com'");
    auto thief = w.client();
    CHECK(thief.post("/auth/login", sign_in(ada, "Fourth-Horse-9")).status == 200);
    CHECK(thief.post(change_email, R"({"newEmail":"evil@example.com","password":"Fourth-Horse-9"})")
              .status == 202);
    const auto stolen = w.token("emailChange", "evil@example.com");
    CHECK(w.client().post(confirm_reset, reset_to(fresh(), "Fifth-Horse-99")).status == 200);
    CHECK(w.client().post(confirm_email, with_token(stolen)).code() == "invalid_token");
    // Each purpose has its own: a link that resets does not sign in.
    const auto for_reset = fresh();
    for (const auto* path : {enter, verify, accept, confirm_email})
        CHECK(w.client().post(path, with_token(for_reset)).code() == "invalid_token");
}

TEST_CASE("a mailed link signs in, and ends what a stranger has planted") {
    mail_world w;
    auto c = w.client();
    c.post(register_path, w.credentials("ada")); // by a stranger, who knows the password
    const auto planted = w.token("verifyEmail", ada);
    CHECK(c.post(magic, R"({"email":"ada@example.com","redirectTo":"https://evil.example.com/"})")
              .code() == "redirect_not_allowed");
    CHECK(c.post(magic,
                 R"({"email":"ada@example.com","redirectTo":"https://app.example.com/in?x=1"})")
              .status == 202);
    const auto token = w.token("magicLink", ada);
    auto owner = w.client();
    const auto in = owner.post(enter, with_token(token));
    INFO(in.body);
    CHECK(in.status == 200);
    CHECK(in.text("/data/redirectTo") == "https://app.example.com/in?x=1");
    CHECK(in.at("/data/user/emailVerified") == true);
    CHECK(owner.get("/auth/me").text("/data/session/loginMethod") == "magic_link");
    CHECK(c.post(verify, with_token(planted)).code() == "invalid_token");
    CHECK(c.post("/auth/login", w.credentials("ada")).status == 401); // that password is gone
    CHECK(owner.post("/auth/password/set", R"({"newPassword":"Mine-Alone-99"})").status == 200);
    CHECK(owner.post(enter, with_token(token)).code() == "invalid_token");

    const auto body = w.client();
    CHECK(w.client().post(magic, address(ada)).status == 202);
    const auto second = w.token("magicLink", ada);
    auto app = w.client();
    const auto tokens = app.post(enter, with_token(second, R"(,"tokenDelivery":"body")"));
    CHECK(tokens.all("Set-Cookie").empty());
    app.bearer = tokens.text("/data/accessToken");
    CHECK(app.get("/auth/me").status == 200);
    CHECK(tokens.at("/data").as_object().contains("redirectTo") == false);
    // A confirmed account keeps its password.
    CHECK(w.client().post("/auth/login", sign_in(ada, "Mine-Alone-99")).status == 200);
    const auto before = w.mails();
    CHECK(w.client().post(magic, address("nobody@example.com")).status == 202);
    CHECK(w.client().post(magic, address(ada)).status == 202);
    w.token("magicLink", ada);
    CHECK(w.mails() == before + 1);
}

TEST_CASE("who is invited makes an account with the roles that were given, and no more are given") {
    mail_world w{[](json::object& c) {
        auto& seed = c["authorization"].as_object()["seed"].as_object();
        seed["roleClaimAssignments"].as_array().push_back(
            json::parse(R"({"role":"member","claims":["invite.users"]})"));
    }};
    auto god = w.god();
    auto member = w.confirmed("mary");
    CHECK(w.client().post(invite, address(ada)).status == 401);
    CHECK(member.post(invite, R"({"email":"ada@example.com","roles":["keeper"]})").code() ==
          "forbidden");
    CHECK(member.post(invite, R"({"email":"ada@example.com","roles":["godmin"]})").code() ==
          "forbidden");
    const auto unknown =
        god.post(invite, R"({"email":"ada@example.com","roles":["keeper","kepper"]})");
    CHECK(unknown.status == 422);
    CHECK(faults(unknown) == std::map<std::string, std::string>{{"/roles/1", "unknown_role"}});
    CHECK(god.post(invite, address("mary@example.com")).code() == "email_taken");
    CHECK(member.post(invite, R"({"email":"new@example.com","roles":["member"]})").status == 200);

    const auto made = god.post(
        invite,
        R"({"email":"Ada@example.com","roles":["keeper"],"firstName":"Ada","lastName":"L"})");
    INFO(made.body);
    CHECK(made.status == 200);
    CHECK(made.text("/data/invitationId").size() == 36);
    const auto old = w.token("invite", ada);
    CHECK(
        god.post(
               invite,
               R"({"email":"ada@example.com","roles":["keeper"],"firstName":"Ada","lastName":"L"})")
            .status == 200);
    const auto token = w.token("invite", ada);
    auto c = w.client();
    CHECK(c.post(accept, with_token(old)).code() == "invalid_token");
    CHECK(
        faults(c.post(accept, with_token(token, R"(,"password":"weak","username":"!")"))).size() ==
        2);
    CHECK(c.post(accept, with_token(token, R"(,"username":"mary@")")).status == 422);
    const auto in =
        c.post(accept, with_token(token, R"(,"password":"Correct-Horse-9","firstName":"Augusta")"));
    INFO(in.body);
    CHECK(in.status == 200);
    CHECK(in.at("/data/user/roles") == json::parse(R"(["keeper","member"])"));
    CHECK(in.at("/data/user/emailVerified") == true);
    const auto me = c.get("/auth/me");
    CHECK(me.text("/data/profile/firstName") == "Augusta");
    CHECK(me.text("/data/profile/lastName") == "L");
    CHECK(w.client().post("/auth/login", w.credentials("ada")).status == 200);
    CHECK(w.client().post(accept, with_token(token)).code() == "invalid_token");

    // Whoever has lost the right to give a role gives it no more.
    CHECK(member.post(invite, R"({"email":"friend@example.com","roles":["member"]})").status ==
          200);
    const auto friends = w.token("invite", "friend@example.com");
    w.ask("UPDATE main.users SET is_active = false WHERE email = 'mary@example.com'");
    CHECK(w.client().post(accept, with_token(friends)).code() == "invalid_token");

    // Without a password: later, with PASSWORD_SET. The address may have been taken meanwhile.
    CHECK(god.post(invite, address("late@example.com")).status == 200);
    const auto late = w.token("invite", "late@example.com");
    w.confirmed("late");
    CHECK(w.client().post(accept, with_token(late)).code() == "email_taken");
    CHECK(god.post(invite, address("bare@example.com")).status == 200);
    auto bare = w.client();
    CHECK(bare.post(accept, with_token(w.token("invite", "bare@example.com"))).status == 200);
    CHECK(bare.post("/auth/password/set", R"({"newPassword":"Correct-Horse-9"})").status == 200);
}

TEST_CASE("an address is changed by who knows the password and reads mail at the new one") {
    mail_world w;
    auto c = w.confirmed("ada");
    w.confirmed("bob");
    const auto to = [](const std::string& email, const std::string& with = password) {
        return R"({"newEmail":")" + email + R"(","password":")" + with + "\"}";
    };
    CHECK(w.client().post(change_email, to("eve@example.com")).status == 401);
    CHECK(c.post(change_email, to("eve@example.com", "Wrong-Horse-9")).code() == "wrong_password");
    CHECK(c.post(change_email, to("ADA@example.com")).status == 422);
    CHECK(c.post(change_email, to("no address")).status == 422);
    const auto before = w.mails();
    CHECK(c.post(change_email, to("bob@example.com")).status == 202); // taken: no link
    w.mail("emailChangeNotice", ada);                                 // which tells nothing
    CHECK(w.mails() == before + 1);
    CHECK(c.post(change_email, to("Lovelace@example.com")).status == 202);
    const auto notice = w.mail("emailChangeNotice", ada);
    CHECK(notice.find("#emailChange=") == std::string::npos);
    const auto token = w.token("emailChange", "lovelace@example.com");
    CHECK(c.get("/auth/me").text("/data/user/email") == ada);
    CHECK(w.client().post(request_reset, address(ada)).status == 202);
    const auto to_old = w.token("resetPassword", ada);
    CHECK(w.client().post(confirm_email, with_token(token)).status == 200);
    CHECK(w.client().post(confirm_email, with_token(token)).code() == "invalid_token");
    CHECK(c.get("/auth/me").text("/data/user/email") == "lovelace@example.com");
    CHECK(w.client().post(confirm_reset, reset_to(to_old, "Another-Horse-9")).code() ==
          "invalid_token");
    CHECK(w.client().post("/auth/login", w.credentials("ada")).status == 401);
    CHECK(w.client().post("/auth/login", sign_in("lovelace@example.com", password)).status == 200);
    // Taken since the link was mailed.
    CHECK(c.post(change_email, to("late@example.com")).status == 202);
    const auto late = w.token("emailChange", "late@example.com");
    w.confirmed("late");
    CHECK(w.client().post(confirm_email, with_token(late)).code() == "email_taken");
}

TEST_CASE("a mail expires with the link that it carries") {
    mail_world w{[](json::object& c) {
        auto& rules = section(c, "authentication");
        section(rules, "passwordReset")["ttl"] = "11m";
        section(rules, "magicLink")["ttl"] = "12m";
        section(rules, "emailVerification")["ttl"] = "13m";
        section(rules, "emailChange")["ttl"] = "14m";
        section(rules, "invite")["ttl"] = "15m";
    }};
    auto member = w.confirmed("ada");
    CHECK(member.post(request_reset, address(ada)).status == 202);
    CHECK(member.post(magic, address(ada)).status == 202);
    CHECK(member
              .post(change_email,
                    R"({"newEmail":"new@example.com","password":")" + std::string{password} + "\"}")
              .status == 202);
    CHECK(w.god().post(invite, R"({"email":"eve@example.com","roles":["member"]})").status == 200);
    w.mail("resetPassword", ada), w.mail("magicLink", ada);
    const auto minutes = [&](const std::string& purpose) {
        return w.ask("SELECT round(extract(epoch FROM expires_at - created_at) / 60) FROM "
                     "main.mail_outbox WHERE template = '" +
                     purpose + "'");
    };
    CHECK(minutes("resetPassword") == "11");
    CHECK(minutes("magicLink") == "12");
    CHECK(minutes("verifyEmail") == "13");
    CHECK(minutes("emailChange") == "14");
    CHECK(minutes("invite") == "15");
    CHECK(minutes("emailChangeNotice") == std::to_string(7 * 24 * 60));
}

TEST_CASE("bad input is told, and mails nothing") {
    mail_world w;
    auto c = w.client();
    const auto before = w.mails();
    struct row {
        const char* path;
        std::string body;
        int status;
        std::string at;
    };
    const std::string big(1025, 'x');
    for (const auto& r : std::vector<row>{
             {request_reset, "{}", 422, "/email"},
             {request_reset, R"({"email":7})", 422, "/email"},
             {request_reset, address("no address"), 422, "/email"},
             {request_reset, address("a@b.example\\r\\nBcc: eve@example.com"), 422, "/email"},
             {request_reset, R"({"email":"a@example.com","more":1})", 422, "/more"},
             {request_reset, "[", 400, ""},
             {confirm_reset, R"({"newPassword":"Another-Horse-9"})", 422, "/token"},
             {confirm_reset, reset_to("", "Another-Horse-9"), 400, ""},
             {confirm_reset, reset_to("' OR 1=1 --", "Another-Horse-9"), 400, ""},
             {confirm_reset, reset_to(big, "Another-Horse-9"), 422, "/token"},
             {verify, "{}", 422, "/token"},
             {verify, with_token("x"), 400, ""},
             {"/auth/resend-verification", address(""), 422, "/email"},
             {magic, R"j({"email":"a@example.com","redirectTo":"javascript:alert(1)"})j", 422, ""},
             {magic, R"({"email":"a@example.com","redirectTo":"https://app.example.com/%2E%2e/x"})",
              422, ""},
             {magic, R"({"email":"a@example.com","redirectTo":7})", 422, "/redirectTo"},
             {enter, R"({"token":["x"]})", 422, "/token"},
             {enter, with_token("x", R"(,"tokenDelivery":"smoke")"), 422, "/tokenDelivery"},
             {accept, with_token("x"), 400, ""},
             {confirm_email, with_token("x"), 400, ""},
         }) {
        const auto a = c.post(r.path, r.body);
        INFO(r.path << " " << r.body << "\n" << a.body);
        CHECK(a.status == r.status);
        if (!r.at.empty()) CHECK(faults(a).contains(r.at));
    }
    CHECK(w.mails() == before);
}
