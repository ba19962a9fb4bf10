// ADMIN_CREATE_USER: one account, made by an administrator.
#include "admin_world.hpp"

using namespace nucleus::testing;

namespace {

constexpr const char* path = "/auth/admin/create-user";

answer create(http_client& c, const std::string& email, const std::string& more = {}) {
    return c.post(path, R"({"email":")" + email + "\"" + more + "}");
}

std::string accounts(admin_world& w) { return w.ask("SELECT count(*) FROM main.users"); }

}

TEST_CASE("an account is made with everything that was said of it, and can be used at once") {
    admin_world w;
    auto god = w.god();
    const auto made = create(god, "  Ada@Example.com ",
                             R"(,"password":"Correct-Horse-9","username":"Ada","roles":["keeper"],)"
                             R"("profile":{"firstName":"Ada","lastName":"Byron"})");
    INFO(made.body);
    REQUIRE(made.status == 201);
    CHECK(made.text("/data/email") == ada);
    CHECK(made.at("/data/username") == "ada");
    CHECK(made.at("/data/roles") == json::array({"keeper", "member"}));
    CHECK(made.at("/data/emailVerified") == true);
    CHECK(made.body.find("argon2") == std::string::npos);
    auto user = w.signed_in(ada);
    const auto me = user.get("/auth/me");
    CHECK(me.at("/data/profile/firstName") == "Ada");
    CHECK(me.at("/data/profile/lastName") == "Byron");
    CHECK(w.records("CREATE", made.text("/data/id")) == "1");
    CHECK(w.ask("SELECT created_by FROM main.users WHERE email = 'ada@example.com'") ==
          w.id_of("god"));
}

TEST_CASE("without a password nobody gets in before a mailed link") {
    admin_world w;
    auto god = w.god();
    CHECK(create(god, ada).status == 201);
    auto c = w.client();
    CHECK(outcome(c.post("/auth/login", sign_in(ada, password))) == "401 invalid_credentials");
    const auto invited = create(god, "bob@example.com", R"(,"sendInvite":true)");
    INFO(invited.body);
    CHECK(invited.at("/data/emailVerified") == false);
    const auto text = w.mail("accountMade", "bob@example.com");
    const auto at = text.find("#resetPassword=");
    REQUIRE(at != text.npos);
    const auto link = text.substr(at + 15, 43);
    CHECK(invited.body.find(link) == std::string::npos);
    CHECK(c.post(confirm_reset, reset_to(link, "Another-Horse-9")).status == 200);
    CHECK(w.signed_in("bob@example.com", "Another-Horse-9")
              .get("/auth/me")
              .at("/data/user/emailVerified") == true);
    CHECK(outcome(c.post(confirm_reset, reset_to(link, "Third-Horse-99"))) == "400 invalid_token");
}

TEST_CASE("nobody gives away what they have not got") {
    admin_world w;
    auto admin = w.somebody("admin", "admin");
    auto member = w.member("member");
    auto anyone = w.client();
    const auto before = accounts(w);
    CHECK(outcome(create(anyone, ada)) == "401 unauthenticated");
    CHECK(outcome(create(member, ada)) == "403 forbidden");
    CHECK(outcome(create(admin, ada, R"(,"roles":["keeper"])")) == "403 forbidden");
    CHECK(outcome(create(admin, ada, R"(,"roles":["godmin"])")) == "403 forbidden");
    const auto unknown = create(admin, ada, R"(,"roles":["member","x'; --"])");
    CHECK(faults(unknown) == std::map<std::string, std::string>{{"/roles/1", "unknown_role"}});
    CHECK(accounts(w) == before);
    CHECK(create(admin, ada, R"(,"roles":["admin"])").status == 201); // what they have themselves
    auto god = w.god();
    const auto made = create(god, "zeus@example.com", R"(,"roles":["godmin"])");
    CHECK(made.at("/data/isGod") == true);
}

TEST_CASE("whatever is wrong is told at once, and makes nothing") {
    admin_world w;
    auto god = w.god();
    w.member("taken");
    w.ask("UPDATE main.users SET username = 'taken' WHERE email = 'taken@example.com'");
    const auto before = accounts(w);
    CHECK(outcome(create(god, "TAKEN@example.com")) == "409 email_taken");
    CHECK(outcome(create(god, ada, R"(,"username":"Taken","password":"Correct-Horse-9")")) ==
          "409 username_taken");
    const auto wrong = create(god, ada, R"(,"password":"short","username":"a@b")");
    CHECK(faults(wrong) ==
          std::map<std::string, std::string>{{"/password", "too_short"}, {"/username", "invalid"}});
    for (const auto* body : {"{}", R"({"email":7})", R"({"email":"none"})",
                             R"({"email":"a@example.com","isGod":true})",
                             R"({"email":"a@example.com","roles":"member"})",
                             R"({"email":"a@example.com","profile":{"admin":1}})",
                             R"({"email":"a@example.com","sendInvite":"yes"})"}) {
        INFO(body);
        CHECK(god.post(path, body).status == 422);
    }
    CHECK(create(god, std::string(300, 'a') + "@example.com").status == 422);
    CHECK(god.post(path, "{").status == 400);
    CHECK(god.post(path, R"({"email":"a@example.com","email":"b@example.com"})").status == 400);
    CHECK(god.send("POST", path, "email=a", {{"Content-Type", "text/plain"}}).status == 415);
    CHECK(god.post(path,
                   R"({"email":"a@example.com","password":")" + std::string(2UL << 20, 'x') + "\"}")
              .status == 413);
    CHECK(accounts(w) == before);
}

TEST_CASE("a link needs mails") {
    admin_world w{[](json::object& c) { c.erase("email"); }};
    auto god = w.god();
    CHECK(faults(create(god, ada, R"(,"sendInvite":true)")) ==
          std::map<std::string, std::string>{{"/sendInvite", "no_mail"}});
    CHECK(w.ask("SELECT count(*) FROM main.users WHERE email = 'ada@example.com'") == "0");
}

TEST_CASE("of fifty who make the same account one does") {
    admin_world w;
    auto god = w.god();
    std::vector<http_client> all;
    for (int i = 0; i < 50; ++i) {
        all.push_back(w.client());
        all.back().cookies = god.cookies;
        all.back().observer = nullptr;
    }
    const auto told = fifty_at_once<std::string>([&](int i) {
        return outcome(create(all[static_cast<std::size_t>(i)], ada, R"(,"sendInvite":true)"));
    });
    CHECK(told == std::map<std::string, int>{{"201", 1}, {"409 email_taken", 49}});
    CHECK(w.mails() == 1);
    CHECK(w.ask("SELECT count(*) FROM main.audit_logs WHERE operation_type = 'CREATE'") == "1");
}
