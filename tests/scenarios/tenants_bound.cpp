// What is mailed to people of a tenant, and what they are asked, is good there and nowhere else.
// Sessions, keys, cursors: tenants_isolation.
#include "mail_world.hpp"
#include "support/eventually.hpp"
#include "tenant_world.hpp"

using namespace nucleus::testing;
using namespace std::chrono_literals;

namespace {

/// Two tenants beside the first schema, with an account of the same address and password in each.
class bound_world : public mail_world {
public:
    explicit bound_world(const std::function<void(json::object&)>& change = {})
        : mail_world{[&](json::object& c) {
            auto& database = section(c, "database");
            database["isMultiTenant"] = true;
            database["baseDomain"] = "shop.test";
            if (change) change(c);
        }} {
        auto g = god();
        for (const auto* name : {"acme", "bolt"})
            REQUIRE(g.post("/tenants/provision", tenant_world::order(name)).status == 201);
        for (const auto* place : places) {
            REQUIRE(at(place).post(register_path, credentials("ada")).status == 200);
            const auto link = token("verifyEmail", ada);
            REQUIRE(at(place).post(verify, with_token(link)).status == 200);
        }
    }
    /// Somebody in a tenant, or in the first schema.
    tenant_client at(const std::string& place) {
        return {client(), place.empty() ? header_list{} : by_header(place)};
    }
    tenant_client signed_in(const std::string& place, const std::string& name) {
        auto c = at(place);
        REQUIRE(c.post("/auth/login", credentials(name)).status == 200);
        return c;
    }
    static constexpr const char* places[] = {"acme", "bolt", ""};
    static constexpr const char* elsewhere[] = {"bolt", ""};
};

using body_of = std::function<std::string(const std::string& token)>;

/// Elsewhere it is like one that nobody has made, which does it no harm: at home it is good for
/// once.
void good_once_at_home(bound_world& w, const char* path, const std::string& token,
                       const body_of& body) {
    INFO(path);
    const std::string unknown(token.size(), 'A');
    for (const auto* there : bound_world::elsewhere) {
        const auto refused = w.at(there).post(path, body(token));
        CHECK(outcome(refused) == "400 invalid_token");
        CHECK(without_request_id(refused) ==
              without_request_id(w.at(there).post(path, body(unknown))));
    }
    CHECK(w.at("acme").post(path, body(token)).status == 200);
    CHECK(outcome(w.at("acme").post(path, body(token))) == "400 invalid_token");
}

std::string token_alone(const std::string& token) { return with_token(token); }

}

TEST_CASE("a link that confirms an address does so in its tenant") {
    bound_world w;
    for (const auto* place : {"bolt", "", "acme"}) { // waiting in each of them
        REQUIRE(w.at(place).post(register_path, w.credentials("bob")).status == 200);
        const auto token = w.token("verifyEmail", "bob@example.com");
        if (std::string{place} == "acme") good_once_at_home(w, verify, token, &token_alone);
    }
    CHECK(w.at("acme").post("/auth/login", w.credentials("bob")).status == 200);
    for (const auto* there : bound_world::elsewhere)
        CHECK(outcome(w.at(there).post("/auth/login", w.credentials("bob"))) ==
              "403 email_not_verified");
}

TEST_CASE("a link that resets a password does so in its tenant") {
    bound_world w;
    REQUIRE(w.at("acme").post(request_reset, address(ada)).status == 202);
    good_once_at_home(w, confirm_reset, w.token("resetPassword", ada),
                      [](const std::string& token) { return reset_to(token, "Other-Horse-9"); });
    CHECK(w.at("acme").post("/auth/login", sign_in(ada, "Other-Horse-9")).status == 200);
    for (const auto* there : bound_world::elsewhere)
        CHECK(w.at(there).post("/auth/login", sign_in(ada, password)).status == 200);
}

TEST_CASE("a link to sign in with leads into its tenant") {
    bound_world w;
    REQUIRE(w.at("acme").post(magic, address(ada)).status == 202);
    good_once_at_home(w, enter, w.token("magicLink", ada), &token_alone);
}

TEST_CASE("an invitation is into its tenant") {
    bound_world w;
    auto admin = w.signed_in("acme", "admin");
    const auto invited = admin.post(invite, R"({"email":"new@example.com","roles":["member"]})");
    INFO(invited.body);
    REQUIRE(invited.status == 200);
    good_once_at_home(w, accept, w.token("invite", "new@example.com"),
                      [](const std::string& token) {
                          return with_token(token, R"(,"password":"Correct-Horse-9")");
                      });
    CHECK(w.at("acme").post("/auth/login", w.credentials("new")).status == 200);
    for (const auto* there : bound_world::elsewhere)
        CHECK(outcome(w.at(there).post("/auth/login", w.credentials("new"))) ==
              "401 invalid_credentials");
}

TEST_CASE("a link that changes an address does so in its tenant") {
    bound_world w;
    auto in_acme = w.signed_in("acme", "ada");
    const auto asked = in_acme.post(
        change_email, R"({"newEmail":"lovelace@example.com","password":"Correct-Horse-9"})");
    INFO(asked.body);
    REQUIRE(asked.status == 202);
    good_once_at_home(w, confirm_email, w.token("emailChange", "lovelace@example.com"),
                      &token_alone);
    CHECK(w.at("acme").post("/auth/login", w.credentials("lovelace")).status == 200);
    for (const auto* there : bound_world::elsewhere)
        CHECK(w.at(there).post("/auth/login", w.credentials("ada")).status == 200);
}

TEST_CASE("a captcha is solved for a form of its tenant") {
    bound_world w{[](json::object& c) {
        section(c, "authentication")["captcha"] =
            json::parse(R"({"enabled": true, "maxNumber": 1000, "forms": ["magicLink"]})");
    }};
    auto at_home = w.at("acme");
    const auto ask = [&](const std::string& place, const std::string& captcha) {
        return w.at(place).post(magic, R"({"email":")" + ada + R"(","captcha":)" + captcha + "}");
    };
    const auto good_once = [&](const std::string& captcha, const std::string& unknown) {
        for (const auto* there : bound_world::elsewhere) {
            CHECK(outcome(ask(there, captcha)) == "400 captcha_invalid");
            CHECK(without_request_id(ask(there, captcha)) ==
                  without_request_id(ask(there, unknown)));
        }
        CHECK(ask("acme", captcha).status == 202);
        CHECK(outcome(ask("acme", captcha)) == "400 captcha_invalid");
    };
    const std::string nobodys(200, 'A');
    good_once(solved_captcha(at_home, "magicLink"), R"({"id":")" + nobodys + R"(","answer":1})");

    const auto solved = solved_captcha(at_home, "magicLink");
    constexpr const char* validate = "/auth/captcha/validate";
    for (const auto* there : bound_world::elsewhere)
        CHECK(w.at(there).post(validate, solved).at("/data") == json::value{{"valid", false}});
    const auto right = at_home.post(validate, solved);
    REQUIRE(right.at("/data/valid") == true);
    good_once(R"({"token":")" + right.text("/data/captchaToken") + "\"}",
              R"({"token":")" + nobodys + "\"}");
}

TEST_CASE("a mail that waits is one of its tenant's") {
    const bound_world w;
    CHECK(w.ask("SELECT string_agg(DISTINCT schema_name, ' ' ORDER BY schema_name) FROM "
                "main.mail_outbox") == "main tenant_acme tenant_bolt");
    // As a node of the version before puts it there.
    w.ask("SELECT main.enqueue_mail(gen_random_uuid(), 'a@example.com', 'invite', 'x', now())");
    CHECK(w.ask("SELECT count(*) FROM main.mail_outbox WHERE schema_name = ''") == "1");
}

TEST_CASE("who signs up for a tenant confirms the address before the first session") {
    bound_world w{[](json::object& c) {
        c["tenants"] = json::parse(R"({"selfSignup": {"enabled": true}})");
    }};
    REQUIRE(w.at("").post("/tenants/self-signup", tenant_world::signup("cord")).status == 201);
    auto admin = w.at("cord");
    CHECK(outcome(admin.post("/auth/login", w.credentials("admin"))) == "403 email_not_verified");
    const auto link = w.token("verifyEmail", "admin@example.com");
    CHECK(outcome(w.at("bolt").post(verify, with_token(link))) == "400 invalid_token");
    CHECK(admin.post(verify, with_token(link)).status == 200);
    CHECK(admin.post("/auth/login", w.credentials("admin")).status == 200);
    CHECK(admin.get("/users").status == 200);
    // Of one that a godmin has made the godmin knows whose it is.
    CHECK(w.at("acme").post("/auth/login", w.credentials("admin")).status == 200);
}

TEST_CASE("mails to those who sign up are mails to a mailbox, whatever tenants they are of") {
    bound_world w{[](json::object& c) {
        c["tenants"] = json::parse(R"({"selfSignup": {"enabled": true}})");
        c["rateLimit"] = json::parse(R"({"authRoutes": {"window": "1h", "max": 1000}})");
        section(c, "authentication")["mailBudget"] = json::parse(R"({"window": "1h", "max": 2})");
    }};
    auto c = w.at("");
    for (int i = 0; i < 3; ++i) // nothing is mailed for a name that is taken
        CHECK(outcome(c.post("/tenants/self-signup", tenant_world::signup("acme"))) ==
              "409 subdomain_taken");
    for (const auto* name : {"cord", "dusk"})
        CHECK(c.post("/tenants/self-signup", tenant_world::signup(name)).status == 201);
    const auto refused = c.post("/tenants/self-signup", tenant_world::signup("eave"));
    CHECK(outcome(refused) == "429 rate_limited");
    CHECK(refused.header("retry-after") != "");
    CHECK(w.ask("SELECT count(*) FROM main.tenants WHERE subdomain = 'eave'") == "0");
    auto other = tenant_world::signup("eave");
    other.replace(other.find("admin@"), 6, "Other@");
    CHECK(c.post("/tenants/self-signup", other).status == 201);
}

TEST_CASE("a tenant in which nobody confirms an address is gone in time, and its name is free") {
    bound_world w{[](json::object& c) {
        c["tenants"] = json::parse(R"({"selfSignup": {"enabled": true, "confirmWithin": "2d"}})");
    }};
    auto god = w.god();
    const auto told_of = [&](const char* name) {
        const auto listed = god.post("/tenants/query", R"({"filters":[{"field":"subdomain",
            "operator":"eq","value":")" + std::string{name} +
                                                           "\"}]}");
        return listed.at("/data/items/0/confirmBefore");
    };
    std::vector<std::string> told;
    for (const auto* name : {"cord", "dusk"}) {
        const auto made = w.at("").post("/tenants/self-signup", tenant_world::signup(name));
        REQUIRE(made.status == 201);
        const auto until = made.text("/data/tenant/confirmBefore");
        CHECK(w.ask("SELECT confirm_before - provisioned_at BETWEEN '47:59' AND '48:01' AND "
                    "date_trunc('ms', confirm_before) = date_trunc('ms', '" +
                    until + "'::timestamptz) FROM main.tenants WHERE subdomain = '" + name + "'") ==
              "t");
        CHECK(told_of(name) == json::value(until));
        CHECK(god.get("/tenants/" + made.text("/data/tenant/id"))
                  .text("/data/tenant/confirmBefore") == until);
        told.push_back(until);
    }
    CHECK(told_of("acme").is_null()); // a godmin answers for it
    // Both links are in the same mailbox: the one that is good in cord is cord's.
    int confirmed = 0;
    for (int i = 0; i < 2; ++i) {
        const auto text = w.mail("verifyEmail", "admin@example.com");
        const auto link = w.token_in(text, "verifyEmail");
        const bool cords = w.at("cord").post(verify, with_token(link)).status == 200;
        CHECK(text.find("Unless that is done by " + told[cords ? 0 : 1]) != text.npos);
        confirmed += cords ? 1 : 0;
    }
    REQUIRE(confirmed == 1);
    const auto aged = [&](const char* by) {
        w.ask("UPDATE main.tenants SET confirm_before = confirm_before - interval '" +
              std::string{by} + "'");
    };
    const auto there = [&] {
        return w.ask("SELECT string_agg(subdomain, ' ' ORDER BY subdomain) FROM main.tenants");
    };
    aged("47 hours");
    std::this_thread::sleep_for(6s); // longer than a server looks around
    CHECK(there() == "acme bolt cord dusk");
    aged("2 hours");
    CHECK(eventually([&] { return there() == "acme bolt cord"; }));
    CHECK(w.ask("SELECT to_regnamespace('tenant_dusk') IS NULL") == "t");
    CHECK(eventually(
        [&] { return w.ask("SELECT bool_and(address_proven) FROM main.tenants") == "t"; }));
    CHECK(told_of("cord").is_null());
    CHECK(w.at("cord").post("/auth/login", w.credentials("admin")).status == 200);
    CHECK(outcome(w.at("dusk").get("/users")) == "404 unknown_tenant");
    CHECK(w.at("").post("/tenants/self-signup", tenant_world::signup("dusk")).status == 201);
}

TEST_CASE("an upgrade leaves those a month who have not confirmed yet, however long they had") {
    bound_world w{[](json::object& c) {
        c["tenants"] = json::parse(R"({"selfSignup": {"enabled": true, "confirmWithin": "90d"}})");
    }};
    REQUIRE(w.at("").post("/tenants/self-signup", tenant_world::signup("cord")).status == 201);
    w.stop_all();
    w.ask("ALTER TABLE main.tenants DROP COLUMN confirm_before");
    w.ask("UPDATE main.tenants SET provisioned_at = now() - interval '60 days'");
    w.ask("DELETE FROM main.schema_migrations WHERE plugin = 'tenants' AND version = 5");
    w.add_node();
    CHECK(w.ask("SELECT string_agg(subdomain, ' ') FROM main.tenants WHERE confirm_before BETWEEN "
                "now() + interval '29 days' AND now() + interval '30 days'") == "cord");
}

TEST_CASE("a tenant stays that somebody has been in, or answers for, whatever is confirmed") {
    bound_world w{[](json::object& c) {
        c["tenants"] = json::parse(R"({"selfSignup": {"enabled": true}})");
    }};
    const auto signed_up = [&](const char* name) {
        const auto made = w.at("").post("/tenants/self-signup", tenant_world::signup(name));
        REQUIRE(made.status == 201);
        return "/tenants/" + made.text("/data/tenant/id");
    };
    const auto cord = signed_up("cord");
    signed_up("dusk");
    auto god = w.god();
    const auto vouched = god.post(cord + "/reactivate", ""); // it is active anyway
    REQUIRE(vouched.status == 200);
    CHECK(vouched.body.find("confirmBefore") == std::string::npos);
    CHECK(w.ask("SELECT count(*) FROM main.tenant_events WHERE event_type = 'vouched'") == "1");
    section(section(w.config(), "authentication"), "emailVerification")["enabled"] = false;
    w.restart();
    CHECK(w.at("dusk").post("/auth/login", w.credentials("admin")).status == 200);
    section(section(w.config(), "authentication"), "emailVerification")["enabled"] = true;
    w.restart();
    CHECK(w.ask("SELECT bool_or(email_verified) FROM tenant_dusk.users") == "f");
    // As an older server leaves what a godmin has answered for.
    w.ask("UPDATE main.tenants SET confirm_before = now() - interval '1 s' WHERE subdomain = "
          "'cord'");
    w.ask("UPDATE main.tenants SET confirm_before = confirm_before - interval '8 days'");
    CHECK(eventually(
        [&] { return w.ask("SELECT bool_and(address_proven) FROM main.tenants") == "t"; }));
    CHECK(w.ask("SELECT count(*) FROM main.tenants WHERE deleted_at IS NULL") == "4");
    CHECK(outcome(w.at("dusk").get("/users")) == "401 unauthenticated");
}

TEST_CASE(
    "where addresses need not be confirmed, or somebody answers, nothing is to be confirmed") {
    bound_world w{[](json::object& c) {
        c["tenants"] = json::parse(R"({"selfSignup": {"enabled": true}})");
    }};
    const auto made = w.at("").post("/tenants/self-signup", tenant_world::signup("cord"));
    REQUIRE(made.body.find("confirmBefore") != std::string::npos);
    auto god = w.god();
    const auto path = "/tenants/" + made.text("/data/tenant/id");
    CHECK(god.post(path + "/suspend", "").body.find("confirmBefore") == std::string::npos);
    section(section(w.config(), "authentication"), "emailVerification")["enabled"] = false;
    w.restart();
    const auto free = w.at("").post("/tenants/self-signup", tenant_world::signup("dusk"));
    CHECK(free.status == 201);
    CHECK(free.body.find("confirmBefore") == std::string::npos);
}
