// The page that mailed links lead to, in a browser.
#include "browser.hpp"
#include "device_world.hpp"

using namespace nucleus::testing;

namespace {

struct page {
    std::string title, before, said, url;
};
/// A person opens the link, fills the form in and clicks.
page visit(mail_world& w, const std::string& fragment, const std::string& fields = "{}") {
    const auto told =
        run_script("link.cjs", {chromium(), origin_of(w) + "/auth/link" + fragment, fields});
    const auto text = [&](const char* name) { return std::string{told.at(name).as_string()}; };
    for (const auto& e : told.at("errors").as_array()) { // but failed requests are told, too
        INFO(e);
        CHECK(e.as_string().find("Content Security Policy") == std::string::npos);
        CHECK(e.as_string().find("Error:") == std::string::npos);
    }
    return {text("title"), text("before"), text("said"), text("url")};
}

}

TEST_CASE("the page runs its own script only, and keeps to itself") {
    mail_world w;
    auto c = w.client();
    const auto a = c.get("/auth/link");
    CHECK(a.status == 200);
    CHECK(a.header("Content-Type") == "text/html; charset=utf-8");
    CHECK(a.all("Referrer-Policy").size() == 1);
    CHECK(a.header("Cache-Control") == "no-store");
    const auto policy = a.header("Content-Security-Policy");
    const auto at = policy.find("'nonce-");
    REQUIRE(at != std::string::npos);
    const auto nonce = policy.substr(at + 7, 43);
    CHECK(a.body.find("<script nonce=\"" + nonce + "\">") != std::string::npos);
    CHECK(policy.find("default-src 'none'") != std::string::npos);
    CHECK(c.get("/auth/link").header("Content-Security-Policy") != policy);
    auth_world without_mails;
    CHECK(without_mails.client().get("/auth/link").status == 404);
}

TEST_CASE("a person finishes every kind of mailed link in a browser") {
    mail_world w;
    auto c = w.client();
    c.post("/auth/register", w.credentials("ada"));
    const auto token = w.token("verifyEmail", ada);
    const auto confirmed = visit(w, "#verifyEmail=" + token);
    CHECK(confirmed.title == "Confirm your e-mail address");
    CHECK(confirmed.before.empty()); // nothing happens before the click
    CHECK(confirmed.said == "Your address is confirmed. You can sign in now.");
    CHECK(confirmed.url.find(token) == std::string::npos);
    CHECK(visit(w, "#verifyEmail=" + token).said.find("not valid") != std::string::npos);
    REQUIRE(c.post("/auth/login", w.credentials("ada")).status == 200);

    c.post("/auth/password/reset-request", R"({"email":"ada@example.com"})");
    const auto reset = "#resetPassword=" + w.token("resetPassword", ada);
    const auto weak = visit(w, reset, R"({"newPassword":"weak"})").said;
    CHECK(weak.starts_with("New password must "));
    CHECK(visit(w, reset, R"({"newPassword":"Another-Horse-9"})").said ==
          "Your password is changed. You can sign in with it now.");
    CHECK(c.get("/auth/me").status == 401);

    c.post("/auth/magic-link", R"({"email":"ada@example.com"})");
    CHECK(visit(w, "#magicLink=" + w.token("magicLink", ada)).said == "You are signed in.");
    auto god = w.god();
    god.post("/auth/invite", R"({"email":"eve@example.com"})");
    CHECK(visit(w, "#invite=" + w.token("invite", "eve@example.com"),
                R"({"firstName":"Eve","lastName":"E","password":"Correct-Horse-9"})")
              .said == "Your account is made, and you are signed in.");
    CHECK(c.post("/auth/login", w.credentials("eve")).status == 200);
    c.post("/auth/email/change", R"({"newEmail":"eva@example.com","password":"Correct-Horse-9"})");
    CHECK(visit(w, "#emailChange=" + w.token("emailChange", "eva@example.com"))
              .said.starts_with("Your address is changed."));
    CHECK(c.get("/auth/me").text("/data/user/email") == "eva@example.com");

    for (const auto* broken : {"", "#verifyEmail=", "#toString=x"})
        CHECK(visit(w, broken).said ==
              "This link is not complete. Open it as it stands in the mail.");
}

TEST_CASE("on a new device the page shows the number to approve it by") {
    device_world w;
    auto here = w.member("ada");
    w.ask("UPDATE main.users SET email_verified = true WHERE NOT is_god");
    CHECK(here.post(magic, address(ada)).status == 202);
    const auto said = visit(w, "#magicLink=" + w.token("magicLink", ada)).said;
    const std::string begin = "Your number is ";
    INFO(said);
    REQUIRE(said.starts_with(begin));
    const auto waiting = here.get(pending);
    CHECK(here.post(approve,
                    w.with_code(waiting.text("/data/items/0/id"), said.substr(begin.size(), 2)))
              .status == 200);
}
