// Which tenant a request is for: by host, by header, by both, by none.
#include "tenant_world.hpp"

using namespace nucleus::testing;

namespace {

/// Whose data it is: there is one thing in each tenant, and one in the first schema.
std::string owner(http_client& c, const header_list& names) {
    const auto a = c.get("/things", names);
    return a.status == 200 ? a.text("/data/items/0/code") : outcome(a);
}

tenant_world& filled_world(tenant_world& w) {
    w.provision("acme");
    w.provision("bolt-works");
    w.ask("INSERT INTO main.things (code) VALUES ('main')");
    w.ask("INSERT INTO tenant_acme.things (code) VALUES ('acme')");
    w.ask("INSERT INTO tenant_bolt_works.things (code) VALUES ('bolt-works')");
    return w;
}

void open_things(json::object& c) {
    c["entities"].as_array()[0].as_object()["public"] = json::array{"get"};
}

}

TEST_CASE("the host names the tenant, in any case, with any port; other hosts name none") {
    tenant_world w{open_things};
    filled_world(w);
    auto c = w.client();
    for (int twice = 0; twice < 2; ++twice) { // from the database, then from memory
        CHECK(owner(c, by_host("acme.shop.test")) == "acme");
        CHECK(owner(c, by_host("ACME.Shop.Test:8443")) == "acme");
        CHECK(owner(c, by_host("acme.shop.test.")) == "acme");
        CHECK(owner(c, by_host("bolt-works.shop.test")) == "bolt-works");
        for (const auto* host : {"shop.test", "www.shop.test", "localhost", "127.0.0.1:80",
                                 "[::1]:80", "acme.example.com", "acmeshop.test", "other.test"})
            CHECK(owner(c, by_host(host)) == "main");
        for (const auto* host : {"zeta.shop.test", "x.acme.shop.test", "bolt_works.shop.test",
                                 "xn--cme-7na.shop.test", "a.shop.test"})
            CHECK(owner(c, by_host(host)) == "404 unknown_tenant");
    }
}

TEST_CASE("a header names it by subdomain or id, and must not disagree with the host") {
    tenant_world w{open_things};
    filled_world(w);
    const auto acme = w.ask("SELECT id FROM main.tenants WHERE subdomain = 'acme'");
    const auto bolt = w.ask("SELECT id FROM main.tenants WHERE subdomain = 'bolt-works'");
    auto c = w.client();
    const auto both = [](const char* host, const std::string& header) {
        return header_list{{"Host", host}, {"x-tenant-id", header}};
    };
    for (int twice = 0; twice < 2; ++twice) {
        CHECK(owner(c, by_header("acme")) == "acme");
        CHECK(owner(c, by_header("Acme")) == "acme");
        CHECK(owner(c, by_header(acme)) == "acme");
        CHECK(owner(c, by_header(bolt)) == "bolt-works");
        CHECK(owner(c, {}) == "main");
        // An empty one names none, and takes nothing back.
        CHECK(owner(c, {{"x-tenant-id", "acme"}, {"x-tenant-id", ""}}) == "acme");
        CHECK(owner(c, {{"x-tenant-id", ""}, {"x-tenant-id", "acme"}}) == "acme");
        CHECK(owner(c, {{"x-tenant-id", "acme"}, {"x-tenant-id", "ACME"}}) == "acme");
        CHECK(owner(c, {{"x-tenant-id", "acme"}, {"x-tenant-id", "bolt-works"}}) ==
              "400 tenant_conflict");
        CHECK(owner(c, by_header("zeta")) == "404 unknown_tenant");
        CHECK(owner(c, by_header("tenant_acme")) == "404 unknown_tenant");
        CHECK(owner(c, by_header("main")) == "404 unknown_tenant");
        CHECK(owner(c, by_header(R"(" OR true --)")) == "404 unknown_tenant");
        CHECK(owner(c, by_header("01a4c0de-0000-7000-8000-000000000000")) == "404 unknown_tenant");
        CHECK(owner(c, both("acme.shop.test", "acme")) == "acme");
        CHECK(owner(c, both("acme.shop.test", acme)) == "acme");
        CHECK(owner(c, both("localhost", acme)) == "acme");
        CHECK(owner(c, both("acme.shop.test", "bolt-works")) == "400 tenant_conflict");
        CHECK(owner(c, both("acme.shop.test", bolt)) == "400 tenant_conflict");
        CHECK(owner(c, both("acme.shop.test", "zeta")) == "400 tenant_conflict");
        CHECK(owner(c, both("zeta.shop.test", "acme")) == "400 tenant_conflict");
    }
    const auto torn =
        http_client::raw(w.node().port(), "GET /things HTTP/1.1\r\nHost: x\r\nx-tenant-id: acme\r\n"
                                          "X-Tenant-Id: bolt-works\r\nConnection: close\r\n\r\n");
    CHECK(torn.find("tenant_conflict") != torn.npos);
}

TEST_CASE("names that no tenant can have are unknown without asking the database") {
    tenant_world w;
    w.provision("acme");
    for (const auto* name : {"\xff",
                             "a\xc3\x28"
                             "cme",
                             "ac", "acme'--", "acme.acme", "-acme", "xn--acme"}) {
        INFO(name);
        auto c = w.visitor(name);
        CHECK(outcome(c.get("/things")) == "404 unknown_tenant");
    }
    CHECK(outcome(w.client().get("/things", by_host("a.b.shop.test"))) == "404 unknown_tenant");
    CHECK(outcome(w.visitor("ACME").get("/things")) == "401 unauthenticated");
}

TEST_CASE(
    "in a tenant there are no endpoints of the first schema; what has no data is everywhere") {
    tenant_world w;
    w.provision("acme");
    auto admin = w.signed_in("acme", "admin");
    for (const auto* path : {"/tenants", "/tenants/check-subdomain/zeta",
                             "/tenants/01a4c0de-0000-7000-8000-000000000000"})
        CHECK(outcome(admin.get(path)) == "404 not_found");
    CHECK(outcome(admin.post("/tenants/provision", w.order("zeta"))) == "404 not_found");
    CHECK(outcome(admin.post("/tenants/self-signup", w.signup("zeta"))) == "404 not_found");
    CHECK(w.state_of("zeta") == "none false");
    auto c = w.client();
    for (const auto* path : {"/livez", "/readyz", "/openapi.json", "/.well-known/jwks.json"}) {
        CHECK(c.get(path, by_header("acme")).status < 405);
        CHECK(c.get(path, by_header("nobody")).code() != "unknown_tenant");
    }
}

TEST_CASE("without tenants the header means nothing, and without the plugin there are none") {
    auth_world w;
    auto c = w.client();
    CHECK(c.post("/auth/register", w.credentials("ada"), by_header("acme")).status == 200);
    CHECK(c.get("/tenants").status == 404);
    const auto config = [](const char* more) {
        return std::string{R"({"appId": "t", "mode": "development", "database": {"url": "X",
            "isMultiTenant": true}, "authentication": {})"} +
               more + "}";
    };
    temp_folder folder;
    const auto bare = folder.write("bare.json", config(R"(, "plugins": {"load": ["auth"]})"));
    const auto refused =
        run_nucleusd({"check-config", "--config", bare.string()}, {{"X", "host=x"}});
    CHECK(refused.code == 1);
    CHECK(refused.err.find("$.database.isMultiTenant") != std::string::npos);
    const auto whole = folder.write("whole.json", config(""));
    CHECK(run_nucleusd({"check-config", "--config", whole.string()}, {{"X", "host=x"}}).code == 0);
}

TEST_CASE("faults of the section tenants are told with their places") {
    temp_folder folder;
    const auto file = folder.write("c.json", R"({"appId": "t", "mode": "development",
        "database": {"url": "X", "isMultiTenant": true}, "authentication": {},
        "tenants": {"defaultPlan": "gold", "deletionGrace": "30d", "selfSignup": {"plans": ["gold"]},
          "plans": [{"name": "a"}, {"name": "a", "rateLimit": {"window": "0s", "max": 1}}]}})");
    const auto told = run_nucleusd({"check-config", "--config", file.string()}, {{"X", "host=x"}});
    CHECK(told.code == 1);
    for (const auto* place : {"$.tenants.defaultPlan", "$.tenants.selfSignup.plans[0]",
                              "$.tenants.plans[1].name", "$.tenants.plans[1].rateLimit.window"}) {
        INFO(told.err);
        CHECK(told.err.find(place) != std::string::npos);
    }
}

TEST_CASE("what self-signup needs of other sections is told before it is in force") {
    temp_folder folder;
    const auto told = [&](const std::string& authentication, const std::string& signup,
                          const std::string& more = R"(, "email": {"provider": "file"})") {
        const auto file =
            folder.write("c.json", R"({"appId": "t", "mode": "development",
            "database": {"url": "X", "isMultiTenant": true}, "authentication": {)" +
                                       authentication + R"(}, "tenants": {"selfSignup": {)" +
                                       signup + "}}" + more + "}");
        const auto r = run_nucleusd({"check-config", "--config", file.string()}, {{"X", "host=x"}});
        return r.code == 0 ? std::string{"sound"} : r.err;
    };
    const std::string captcha = R"("enabled": true, "captcha": true)";
    const auto has = [](const std::string& text, std::string_view part) {
        INFO(text);
        CHECK(text.find(part) != std::string::npos);
    };
    has(told("", captcha), "$.tenants.selfSignup.captcha: needs authentication.captcha to be on");
    has(told(R"("captcha": {"enabled": true, "forms": ["login"]})", captcha),
        "$.tenants.selfSignup.captcha");
    has(told(R"("captcha": {"forms": ["selfSignup"]})", captcha), "$.tenants.selfSignup.captcha");
    CHECK(told(R"("captcha": {"enabled": true, "forms": ["login", "selfSignup"]})", captcha) ==
          "sound");

    const std::string brief = R"("enabled": true, "confirmWithin": "23h")";
    has(told("", brief), "$.tenants.selfSignup.confirmWithin: must not be shorter than "
                         "authentication.emailVerification.ttl (\"1d\")");
    CHECK(told(R"("emailVerification": {"ttl": "23h"})", brief) == "sound");
    CHECK(told(R"("emailVerification": {"ttl": "30d"})", R"("enabled": true)") == "sound");
    CHECK(told(R"("emailVerification": {"enabled": false})", brief) == "sound");
    CHECK(told("", brief, "") == "sound"); // nothing is mailed
    CHECK(told("", R"("confirmWithin": "23h")") == "sound");
}

TEST_CASE("a section tenants without tenants is told for what it is, and only then") {
    temp_folder folder;
    const auto told = [&](const std::string& database) {
        const auto file = folder.write("c.json", R"({"appId": "t", "mode": "development",
            "database": {"url": "X")" + database + R"(}, "authentication": {}, "tenants": {}})");
        const auto r = run_nucleusd({"check-config", "--config", file.string()}, {{"X", "host=x"}});
        CHECK(r.code == 1);
        CHECK(r.err.find("not loaded") == std::string::npos);
        return r.err;
    };
    for (const auto* off : {"", R"(, "isMultiTenant": false)"}) {
        const auto why = told(off);
        INFO(why);
        CHECK(why.find("$.tenants: ") != std::string::npos);
        CHECK(why.find("database.isMultiTenant is not on: set it to true") != std::string::npos);
    }
    const auto other = told(R"(, "isMultiTenant": true, "migrate": "maybe", "nonsense": 1)");
    INFO(other);
    CHECK(other.find("$.tenants") == std::string::npos);
    CHECK(other.find("$.database.migrate") != std::string::npos);
    CHECK(other.find("2 faults") != std::string::npos);
}
