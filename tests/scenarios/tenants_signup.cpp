// Tenants that people make by themselves. Until when they confirm their address: tenants_bound.
#include "tenant_world.hpp"
#include <csignal>

using namespace nucleus::testing;

TEST_CASE("whoever signs up gets a tenant of the plans that are open to them") {
    tenant_world w;
    auto c = w.client();
    const auto made = c.post("/tenants/self-signup", w.signup("acme", R"(,"plan":"small")"));
    REQUIRE(made.status == 201);
    CHECK(made.text("/data/tenant/plan") == "small");
    CHECK(c.cookies.empty());
    CHECK(w.signed_in("acme", "admin").get("/users").status == 200);
    CHECK(c.post("/tenants/self-signup", w.signup("bolt")).text("/data/tenant/plan") == "free");
    CHECK(faults(c.post("/tenants/self-signup", w.signup("cord", R"(,"plan":"large")"))) ==
          std::map<std::string, std::string>{{"/plan", "unknown"}});
    CHECK(outcome(c.post("/tenants/self-signup", w.signup("acme"))) == "409 subdomain_taken");
    CHECK(faults(c.post("/tenants/self-signup", w.signup("cord", R"(,"maxUsers":1000)"))) ==
          std::map<std::string, std::string>{{"/maxUsers", "unknown_field"}});
    CHECK(w.ask("SELECT count(*) FROM main.tenants") == "2");
}

TEST_CASE("the OpenAPI document says what 202 is: one that is still being made") {
    tenant_world w;
    const auto doc = w.client().get("/openapi.json").json();
    for (const auto* path : {"/tenants/self-signup", "/tenants/provision"}) {
        const auto& answers = doc.at("paths").at(path).at("post").at("responses");
        CHECK(std::string{answers.at("202").at("description").as_string()}.starts_with(
            "Accepted: it is still being made"));
    }
}

TEST_CASE("self-signup is there only when it is switched on") {
    tenant_world w{[](json::object& c) { section(section(c, "tenants"), "selfSignup") = {}; }};
    auto c = w.client();
    CHECK(c.post("/tenants/self-signup", w.signup("acme")).status == 405); // GET /tenants/:id
    CHECK(c.get("/openapi.json").body.find("self-signup") == std::string::npos);
    CHECK(w.state_of("acme") == "none false");
}

TEST_CASE("whoever signs up is asked whether they are a robot, where that is asked for") {
    const auto with_captcha = [](json::array forms) {
        return [forms](json::object& c) {
            section(section(c, "tenants"), "selfSignup")["captcha"] = true;
            auto& captcha = section(section(c, "authentication"), "captcha");
            captcha["enabled"] = true;
            captcha["maxNumber"] = 1000;
            captcha["forms"] = forms;
        };
    };
    tenant_world w{with_captcha({"selfSignup"})};
    auto c = w.client();
    CHECK(outcome(c.post("/tenants/self-signup", w.signup("acme"))) == "422 captcha_required");
    CHECK(
        outcome(c.post("/tenants/self-signup", w.signup("acme", R"(,"captcha":{"token":"x"})"))) ==
        "400 captcha_invalid");
    CHECK(w.state_of("acme") == "none false");
    // A password that will not do is told before the captcha is used up.
    const auto solved = solved_captcha(c, "selfSignup");
    const auto spent = w.ask("SELECT * FROM main.captcha_spent");
    const auto weak = c.post("/tenants/self-signup",
                             R"({"email":"admin@example.com","password":"short","companyName":"C",
                                 "subdomain":"zeta","captcha":)" +
                                 solved + "}");
    CHECK(weak.status == 422);
    CHECK(faults(weak).contains("/password"));
    CHECK(faults(weak).size() == 1);
    CHECK(w.ask("SELECT * FROM main.captcha_spent") == spent);
    const auto with_captcha_of = [&](const char* name) {
        return w.signup(name, R"(,"captcha":)" + solved);
    };
    CHECK(c.post("/tenants/self-signup", with_captcha_of("zeta")).status == 201);
    CHECK(outcome(c.post("/tenants/self-signup", with_captcha_of("eta"))) == "400 captcha_invalid");
    w.provision("acme"); // a godmin is not asked

    // Both are given up by one reload.
    with_captcha({"login"})(w.config());
    section(section(w.config(), "tenants"), "selfSignup")["captcha"] = false;
    w.node().write_config(json::serialize(w.config()));
    w.node().signal(SIGHUP);
    REQUIRE(w.node().wait_log("reloaded"));
    CHECK(c.post("/tenants/self-signup", w.signup("theta")).status == 201);

    w.node().stop();
    with_captcha({"login"})(w.config());
    auto& refused = w.add_node(false);
    CHECK(refused.wait_exit() == 1);
    CHECK(refused.log().find("$.tenants.selfSignup.captcha") != std::string::npos);
}

TEST_CASE("so many may wait to be made, of those who sign up by themselves") {
    tenant_world w;
    auto c = w.client();
    // Claimed by somebody who does nothing.
    w.ask("INSERT INTO main.tenants (id, company_id, subdomain, schema_name, company_name, "
          "god_admin_email, plan, claimed_until) SELECT gen_random_uuid(), gen_random_uuid(), "
          "'wait-' || n, 'tenant_wait_' || n, 'C', 'a@example.com', 'free', now() + interval '1 h' "
          "FROM generate_series(1, 100) AS n");
    const auto refused = c.post("/tenants/self-signup", w.signup("acme"));
    CHECK(outcome(refused) == "503 overloaded");
    CHECK(refused.header("retry-after") == "10");
    CHECK(w.state_of("acme") == "none false");
    w.provision("bolt"); // by a godmin
    w.ask("DELETE FROM main.tenants WHERE subdomain = 'wait-1'");
    CHECK(c.post("/tenants/self-signup", w.signup("acme")).status == 201);
}
