// Which roles and claims there must be; what the config may say.
#include "seeding.hpp"
#include <algorithm>
#include <catch2/catch_test_macros.hpp>

using namespace nucleus;
using namespace nucleus::auth;

namespace {

const seed_claim* find(const seed_plan& plan, std::string_view action) {
    const auto at = std::ranges::find(plan.claims, action, &seed_claim::action);
    return at == plan.claims.end() ? nullptr : &*at;
}
bool has_role(const seed_plan& plan, std::string_view name) {
    return std::ranges::count(plan.roles, name, &seed_role::name) == 1;
}
std::vector<std::string> paths(void (*check)(const void*, std::vector<fault>&),
                               const void* section) {
    std::vector<fault> found;
    check(section, found);
    std::vector<std::string> out;
    for (const auto& f : found) out.push_back(f.path);
    return out;
}
using list = std::vector<std::string>;

}

TEST_CASE("every claim that an endpoint asks for is seeded once") {
    catalog c;
    c.get("GET_PRODUCT", "/products", access::claim("get.products"), limit::user, {}, "List");
    c.get("GET_PRODUCT", "/products/:id", access::claim("get.products"), limit::user, {}, "One");
    c.get("LIVE", "/livez", access::anyone, limit::none, {}, "Alive");
    const auto plan = plan_seed(c, {}, false);
    REQUIRE(plan.claims.size() == 1);
    CHECK(plan.claims[0].action == "get.products");
    CHECK(plan.claims[0].path == "/products");
    CHECK(plan.claims[0].method == "GET");
    CHECK(has_role(plan, "godmin"));
    authorization_config off;
    off.auto_seed_claims = false;
    CHECK(plan_seed(c, off, false).claims.empty());
}

TEST_CASE("the seed adds to and describes claims, and an assignment makes its claim") {
    catalog c;
    c.get("GET_PRODUCT", "/products", access::claim("get.products"), limit::user, {}, "List");
    authorization_config a;
    a.seed.roles = {{"clerk", "Sells"}};
    a.seed.claims = {{"export.report", "", "", ""}, {"get.products", "See them", "", ""}};
    a.seed.role_claim_assignments = {{"clerk", {"get.products.price", "get.products"}}};
    const auto plan = plan_seed(c, a, false);
    CHECK(plan.claims.size() == 3);
    REQUIRE(find(plan, "get.products"));
    CHECK(find(plan, "get.products")->description == "See them");
    CHECK(find(plan, "get.products")->path == "/products");
    REQUIRE(find(plan, "get.products.price"));
    CHECK(find(plan, "get.products.price")->method == "GET");
    REQUIRE(find(plan, "export.report"));
    CHECK(find(plan, "export.report")->method.size() <= 10);
    CHECK(has_role(plan, "clerk"));
    CHECK(plan.assignments.size() == 1);
}

TEST_CASE("a tenant has an admin, and no claims about the first schema") {
    catalog c;
    c.get("GET_PRODUCT", "/products", access::claim("get.products"), limit::user, {}, "List");
    c.get("GET_MAIL", "/mails", access::claim("get.mails"), limit::user, {}, "List").about =
        territory::home;
    const auto home = plan_seed(c, {}, false), tenant = plan_seed(c, {}, true);
    CHECK(home.claims.size() == 2);
    CHECK(home.gets_every_claim.empty());
    CHECK_FALSE(has_role(home, "admin"));
    CHECK(tenant.claims.size() == 1);
    CHECK(find(tenant, "get.products"));
    CHECK(tenant.gets_every_claim == "admin");
    CHECK(has_role(tenant, "admin"));
    CHECK((tenant.needs("admin") && tenant.needs("godmin") && !tenant.needs("member")));
    CHECK((home.needs("godmin") && !home.needs("admin") && !home.needs("")));
    CHECK(text_of(home) != text_of(tenant));
    authorization_config a;
    a.seed.roles = {{"admin", "Ours"}};
    CHECK(has_role(plan_seed(c, a, true), "admin"));
    a.seed.role_claim_assignments = {{"admin", {"get.products"}, "own"}};
    const auto scoped = text_of(plan_seed(c, a, true));
    a.seed.role_claim_assignments.front().scope.reset();
    CHECK(text_of(plan_seed(c, a, true)) != scoped);
}

TEST_CASE("the usual configuration has no fault") {
    const authentication_config usual;
    CHECK(paths(&check_authentication, &usual).empty());
    const authorization_config rights;
    CHECK(paths(&check_authorization, &rights).empty());
}

TEST_CASE(
    "a claim of the seed that looks misspelt is doubted, one of a column or of one's own is not") {
    catalog c;
    c.get("GET_PRODUCT", "/products", access::claim("get.products"), limit::user, {}, "List");
    authorization_config a;
    a.seed.roles = {{"clerk", ""}};
    a.seed.role_claim_assignments = {
        {"clerk", {"get.product", "get.products", "get.products.price", "print.labels"}}};
    const auto plan = plan_seed(c, a, false);
    REQUIRE(plan.doubts.size() == 1);
    CHECK(plan.doubts[0].find("\"get.product\"; did you mean \"get.products\"?") !=
          std::string::npos);
}

TEST_CASE("rules across fields are all told at once") {
    authentication_config c;
    c.access_token.expires_in = std::chrono::hours{48};
    c.refresh_token.expires_in = std::chrono::hours{24};
    c.sessions.idle_timeout = std::chrono::hours{1};
    c.password_policy.min_length = 20;
    c.password_policy.max_length = 10;
    c.cookies.same_site = same_site_config::none;
    c.cookies.secure = false;
    c.sessions.enabled = false;
    c.sessions.new_device_approval.enabled = true;
    c.sessions.new_device_approval.code_ttl = std::chrono::milliseconds{999};
    CHECK(paths(&check_authentication, &c) ==
          list{"/sessions/newDeviceApproval/codeTtl", "/refreshToken/expiresIn",
               "/sessions/idleTimeout", "/sessions/newDeviceApproval/enabled",
               "/passwordPolicy/minLength", "/cookies/sameSite"});
    authorization_config a;
    a.godmin_email = "GOD";
    a.seed.role_claim_assignments = {{"ghost", {"get.products"}}};
    CHECK(paths(&check_authorization, &a) ==
          list{"/godminPassword", "/seed/roleClaimAssignments/0/role"});
}
