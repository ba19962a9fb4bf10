// What of captchas is configured, and what keys and tenants make of them.
#include "captcha_world.hpp"
#include <csignal>

using namespace nucleus::testing;

TEST_CASE("the first type is what is given without asking, and others only if they are offered") {
    captcha_world w;
    auto c = w.client();
    const auto picture = c.post(generate, "{}");
    CHECK(picture.text("/data/type") == "image");
    CHECK(picture.text("/data/image").starts_with("data:image/png;base64,iVBORw0KGgo"));
    CHECK(picture.at("/data").as_object().size() == 4);
    const auto work = c.post(generate, R"({"type":"pow"})");
    CHECK(work.at("/data").as_object().size() == 8);
    CHECK(work.text("/data/algorithm") == "SHA-256");
    CHECK(work.at("/data/maxNumber") == 1000);
    CHECK(!work.text("/data/expiresAt").empty());

    captcha_world only{
        [](json::object& c) { captcha_world::block(c)["types"] = json::array{"pow"}; }};
    auto o = only.client();
    CHECK(o.post(generate, "{}").text("/data/type") == "pow");
    const auto refused = o.post(generate, R"({"type":"image"})");
    CHECK(outcome(refused) == "422 validation_failed");
    CHECK(faults(refused) == std::map<std::string, std::string>{{"/type", "not_allowed"}});
}

TEST_CASE("a reload changes forms, types and times") {
    captcha_world w;
    auto c = w.client();
    CHECK(outcome(c.post(magic, address(ada))) == "422 captcha_required");
    auto& block = captcha_world::block(w.config());
    block["forms"] = json::array{"login"};
    block["types"] = json::array{"pow"};
    block["ttl"] = "30m";
    w.node().write_config(json::serialize(w.config()));
    w.node().signal(SIGHUP);
    for (int i = 0; i < 200 && c.post(magic, address(ada)).status != 202; ++i)
        std::this_thread::sleep_for(std::chrono::milliseconds{50});
    CHECK(c.post(magic, address(ada)).status == 202);
    CHECK(outcome(c.post("/auth/login", w.credentials("ada"))) == "422 captcha_required");
    const auto made = c.post(generate, R"({"form":"login"})");
    CHECK(made.text("/data/type") == "pow");
    const auto ends = nucleus::parse_instant(made.text("/data/expiresAt"));
    REQUIRE(ends);
    CHECK(*ends > nucleus::clock{}.now() + std::chrono::minutes{20});
}

TEST_CASE("what was made under the previous secret is good after a rotation, and not without") {
    captcha_world w;
    auto c = w.client();
    const auto image = w.challenge("magicLink", "image"), work = w.challenge("magicLink"),
               other = w.challenge("magicLink");
    const auto token = w.token("magicLink"), late = w.token("magicLink");
    const auto link = all_forms()[3];
    auto& server = section(w.config(), "server");
    server["secret"] = "fedcba9876543210fedcba9876543210fedcba9876543210";
    server["previousSecret"] = "TEST_SECRET";
    auto& rotated = w.add_node();
    auto r = rotated.client();
    for (const auto& proof : {w.answered(image), w.answered(work), w.by_token(token)})
        CHECK(r.post(link.path, link.with(proof)).status == 202);
    server.erase("previousSecret");
    auto without = w.add_node().client();
    for (const auto& proof : {w.answered(other), w.by_token(late)})
        CHECK(outcome(without.post(link.path, link.with(proof))) == "400 captcha_invalid");
}

TEST_CASE("a tenant's captcha is no other tenant's") {
    captcha_world w;
    const auto link = all_forms()[3];
    const auto work = w.challenge("magicLink");
    const auto token = w.token("magicLink");
    section(w.config(), "database")["schemas"] = json::array{"other"};
    auto c = w.add_node().client();
    for (const auto& proof : {w.answered(work), w.by_token(token)})
        CHECK(outcome(c.post(link.path, link.with(proof))) == "400 captcha_invalid");
    CHECK(w.ask("SELECT count(*) FROM other.captcha_spent") == "0");
    auto home = w.client();
    for (const auto& proof : {w.answered(work), w.by_token(token)})
        CHECK(home.post(link.path, link.with(proof)).status == 202);
}

TEST_CASE("captchas draw on the budget of sign-ins, and no answer stands in the log") {
    captcha_world w{[](json::object& c) {
        section(c, "logging")["level"] = "debug";
        section(c, "rateLimit") = json::object{
            {"enabled", true}, {"authRoutes", json::object{{"window", "1h"}, {"max", 20}}}};
    }};
    auto c = w.client();
    std::vector<std::string> secrets;
    const auto link = all_forms()[3];
    for (const auto* type : {"image", "pow"}) {
        const auto challenge = w.challenge("magicLink", type);
        secrets.push_back(w.text(challenge));
        secrets.push_back(w.solution(challenge));
        c.post(link.path, link.with(w.answered(challenge)));
        c.post(link.path, link.with(w.answered(challenge)));
    }
    secrets.push_back(w.token("magicLink"));
    c.post(link.path, link.with(w.by_token(secrets.back())));
    REQUIRE(w.node().wait_log("\"route\":\"/auth/captcha/validate\""));
    const auto log = w.node().log();
    for (const auto& secret : secrets) CHECK(log.find(secret) == std::string::npos);
    CHECK(log.find("authentication.captcha") != std::string::npos);
    int allowed = 0;
    while (allowed < 30 && c.post(generate, "{}").status == 200) ++allowed;
    CHECK(allowed < 20);
    CHECK(outcome(c.post(validate, R"({"id":"x","answer":"y"})")) == "429 rate_limited");
}
