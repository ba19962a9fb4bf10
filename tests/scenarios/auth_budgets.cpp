// Budgets of accounts and mailboxes; and what a 429 must not do.
#include "limits_world.hpp"
#include "mail_world.hpp"
#include <catch2/generators/catch_generators.hpp>

using namespace nucleus::testing;

namespace {

std::string address_number(int i) {
    return "10.1." + std::to_string(i / 250) + "." + std::to_string(i % 250);
}

/// A server that mails, with those rules for it.
mail_world mailing(const std::string& authentication, const std::string& limits) {
    const auto rules = json::parse(authentication).as_object();
    return mail_world{[&](json::object& c) {
        section(c, "server")["trustedProxies"] = json::array{"127.0.0.1"};
        c["rateLimit"] = json::parse(limits);
        for (const auto& [name, value] : rules) section(c, "authentication")[name] = value;
    }};
}

const std::string wide = R"({"authRoutes":{"window":"1h","max":1000}})";
const std::string three_mails = R"({"mailBudget":{"window":"24h","max":3}})";

}

TEST_CASE("one account is tried as often as one address may, from however many") {
    const auto shared = GENERATE(true, false);
    auto w = limited(
        shared ? R"({"shared":true,"failClosed":true,"authRoutes":{"window":"24h","max":8}})"
               : R"({"authRoutes":{"window":"24h","max":8}})");
    if (shared) w.add_node();
    const auto nodes = shared ? 2U : 1U;
    std::string outcomes[2];
    int i = 0;
    for (const std::string name : {"god", "nobody"}) { // one has an account, the other not
        for (int n = 0; n < 12; ++n, ++i) {
            auto c = w.node(static_cast<std::size_t>(i) % nodes).client();
            const auto a = c.post("/auth/login", auth_world::wrong(name), from(address_number(i)));
            outcomes[name == "nobody"] += outcome(a) + "\n";
            if (a.status != 429) continue;
            CHECK(std::stoi(a.header("Retry-After")) > 0);
            CHECK(a.header("RateLimit-Remaining") == "0");
            CHECK(a.header("RateLimit-Limit") == "8");
        }
    }
    CHECK(outcomes[0] == outcomes[1]);
    CHECK(outcomes[0].find("429 rate_limited") != std::string::npos);
    auto c = w.client();
    CHECK(c.post("/auth/login", auth_world::wrong("GOD"), from("10.2.0.1")).status == 429);
    CHECK(c.post("/auth/login", auth_world::wrong("other"), from("10.2.0.1")).status == 401);
}

TEST_CASE("what others did to an account is not told while anything is left") {
    auto w = limited(R"({"authRoutes":{"window":"24h","max":8}})");
    auto c = w.client();
    for (int i = 0; i < 3; ++i)
        CHECK(c.post("/auth/login", auth_world::wrong("ada"), from("10.2.0.1")).status == 401);
    CHECK(c.post("/auth/login", auth_world::wrong("ada"), from("10.2.0.2"))
              .header("RateLimit-Remaining") == "7");
}

TEST_CASE("one mailbox is written to so often, whatever for and whoever asks") {
    auto w = mailing(three_mails, wide);
    const auto ada_signed_in = w.confirmed("ada");
    auto c = w.client();
    // ada's registration was the first.
    const auto ask_for = [&](const std::string& path, const std::string& to, int i) {
        return c.post(path, address(to), from(address_number(i)));
    };
    const std::string stranger = "stranger@example.com";
    CHECK(ask_for("/auth/resend-verification", stranger, 1).status == 202);
    std::string seen[2];
    for (int i = 0;
         const auto* path : {request_reset, magic, "/auth/resend-verification", request_reset}) {
        seen[0] += without_request_id(ask_for(path, ada, ++i)) + "\n";
        seen[1] += without_request_id(ask_for(path, stranger, ++i)) + "\n";
    }
    CHECK(seen[0] == seen[1]); // it does not tell which one has an account
    CHECK(seen[0].find("429") != seen[0].npos);
    CHECK(ask_for(request_reset, "ADA@example.com ", 9).status == 429);
    const auto again = c.post(register_path, auth_world::credentials("ada"), from("10.3.0.1"));
    CHECK(outcome(again) == "429 rate_limited");
    CHECK(std::stoi(again.header("Retry-After")) > 0);
    auto god = w.god();
    CHECK(god.post(invite, address(stranger)).status == 429);
    auto in = w.client();
    REQUIRE(in.post("/auth/login", auth_world::credentials("ada")).status == 200);
    CHECK(in.post(change_email, R"({"newEmail":"stranger@example.com","password":")" +
                                    std::string{password} + "\"}")
              .status == 429);
    CHECK(w.ask("SELECT count(*) FROM main.email_change_tokens") == "0");
    CHECK(w.ask("SELECT count(*) FROM main.invitations") == "0");
}

TEST_CASE("fifty at once on two nodes have as many mails made as the budget has") {
    auto w = mailing(three_mails, R"({"shared":true,"failClosed":true,)" + wide.substr(1));
    w.add_node();
    for (int round = 0; round < 5; ++round) {
        const auto to = "somebody" + std::to_string(round) + "@example.com";
        auto seen = fifty_at_once<int>([&](int i) {
            http_client c{w.node(static_cast<std::size_t>(i % 2)).port()};
            return c.post(request_reset, address(to), from(address_number(i))).status;
        });
        CHECK(seen[202] <= 3);
        CHECK(seen[202] + seen[429] + seen[503] == 50);
        if (seen[503] == 0) CHECK(seen[202] == 3);
    }
}

TEST_CASE("a new address is written to once in a cooldown, and the old one, too") {
    auto w = mailing(R"({"resendCooldown":"1h"})", R"({"enabled":false})");
    auto c = w.confirmed("ada");
    const auto change_to = [&](const std::string& to) {
        return without_request_id(
            c.post(change_email, R"({"newEmail":")" + to + R"(","password":")" + password + "\"}"));
    };
    const auto mails_of = [&](const std::string& template_name) {
        return w.ask("SELECT count(*) FROM main.mail_outbox WHERE template = '" + template_name +
                     "'");
    };
    const auto first = change_to("new@example.com");
    CHECK(first.starts_with("202"));
    CHECK(change_to("new@example.com") == first);
    CHECK(change_to(" NEW@example.com") == first);
    CHECK(mails_of("emailChange") == "1");
    CHECK(mails_of("emailChangeNotice") == "1");
    const auto token = w.token("emailChange", "new@example.com");
    // Another address is not the same mailbox; a taken one looks alike, and gets nothing.
    CHECK(change_to("god@example.com") == first);
    CHECK(mails_of("emailChange") == "1");
    CHECK(c.post(confirm_email, with_token(token)).code() == "invalid_token");
    CHECK(change_to("third@example.com") == first);
    CHECK(mails_of("emailChange") == "2");
    CHECK(mails_of("emailChangeNotice") == "1");
    CHECK(change_to("new@example.com") == first); // by turns is no way around
    CHECK(mails_of("emailChange") == "2");
    CHECK(c.post(confirm_email, with_token(w.token("emailChange", "third@example.com"))).status ==
          200);
}

TEST_CASE("an invitation is mailed once in a cooldown, also by fifty at once") {
    auto w = mailing(R"({"resendCooldown":"1h"})", R"({"enabled":false})");
    auto god = w.god();
    for (int round = 0; round < race_rounds; ++round) {
        const auto to = "guest" + std::to_string(round) + "@example.com";
        auto seen = fifty_at_once<int>([&](int) {
            http_client c{w.node().port()};
            c.cookies = god.cookies;
            return c.post(invite, address(to)).status;
        });
        CHECK(seen[200] + seen[201] == 1);
        CHECK(seen[429] == 49);
    }
    const auto again = god.post(invite, address("guest0@example.com"));
    CHECK(outcome(again) == "429 rate_limited");
    CHECK(std::stoi(again.header("Retry-After")) > 3000);
    CHECK(w.mails() == race_rounds);
    auto c = w.client(); // the first one is still good
    CHECK(c.post(accept, with_token(w.token("invite", "guest0@example.com"))).status == 200);
}

TEST_CASE("a 429 ends no session: who comes back after Retry-After goes on") {
    const auto shared = GENERATE(true, false);
    const json::object two{{"window", "10s"}, {"max", 2}}; // one more every five seconds
    auth_world w{[&](json::object& c) {
        c["rateLimit"] = {{"shared", shared},
                          {"strategy", "token-bucket"},
                          {"authRoutes", two},
                          {"privateRoutes", two}};
    }};
    auto browser = w.member("ada");
    const auto session = [&] {
        return w.ask("SELECT concat_ws(' ', refresh_generation, revoked_at) FROM "
                     "main.user_sessions");
    };
    /// Until it is refused; how long to wait.
    const auto refused = [&](const std::string& path) {
        for (int i = 0; i < 50; ++i) {
            const auto jar = browser.cookies;
            const auto before = session();
            const auto a = browser.post(path, "");
            if (a.status != 429) continue;
            CHECK(outcome(a) == "429 rate_limited");
            CHECK(a.all("Set-Cookie").empty());
            CHECK(browser.cookies == jar);
            CHECK(session() == before);
            return std::chrono::seconds{std::stoi(a.header("Retry-After"))};
        }
        FAIL("it was never refused");
        return std::chrono::seconds{};
    };
    const auto wait = refused("/auth/refresh");
    CHECK(wait.count() <= 5);
    std::this_thread::sleep_for(wait);
    CHECK(browser.post("/auth/refresh", "").status == 200);

    for (int i = 0, me = 0; me != 429; ++i) { // what LOGOUT draws on, too
        REQUIRE(i < 50);
        me = browser.get("/auth/me").status;
    }
    const auto longer = refused("/auth/logout");
    std::this_thread::sleep_for(longer);
    CHECK(browser.post("/auth/logout", "").status == 200);
    CHECK(session().find(' ') != std::string::npos); // revoked
}

TEST_CASE("a count that cannot be reached ends no session either") {
    private_postgres database;
    auth_world w{[](json::object& c) { c["rateLimit"] = {{"shared", true}, {"failClosed", true}}; },
                 database.dsn()};
    auto browser = w.member("ada");
    database.stop();
    const auto jar = browser.cookies;
    CHECK(browser.post("/auth/refresh", "").status == 503);
    CHECK(browser.post("/auth/logout", "").status == 503);
    CHECK(browser.cookies == jar);
    database.start();
    REQUIRE(w.node().wait_ready());
    int status = 503;
    for (int i = 0; i < 100 && status == 503; ++i) {
        status = browser.post("/auth/refresh", "").status;
        if (status == 503) std::this_thread::sleep_for(std::chrono::milliseconds{100});
    }
    CHECK(status == 200);
}
