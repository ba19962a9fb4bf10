// BULK_CREATE_USERS: accounts for many.
#include "admin_world.hpp"

using namespace nucleus::testing;

namespace {

constexpr const char* path = "/auth/admin/bulk-create-users";

std::string generation(int count, const std::string& more = {}) {
    return R"({"generate":{"prefix":"pupil","domain":"school.example.com","count":)" +
           std::to_string(count) + more + "}}";
}

std::string accounts(admin_world& w) { return w.ask("SELECT count(*) FROM main.users"); }

std::size_t size(const answer& a, const std::string& pointer) {
    const auto list = a.at(pointer);
    return list.is_array() ? list.as_array().size() : 0;
}

std::string cohort(http_client& god, const std::string& name) {
    const auto made = god.post("/userCohorts", R"({"name":")" + name + "\"}");
    INFO(made.body);
    REQUIRE(made.status == 201);
    return made.text("/data/id");
}

/// What comes back within so many seconds; then the client hangs up.
std::string raw_bulk(admin_world& w, const http_client& as, std::size_t length,
                     const std::string& body, double seconds) {
    std::string cookies;
    for (const auto& [name, value] : as.cookies) cookies += name + "=" + value + "; ";
    return http_client::raw(
        w.node().port(),
        "POST " + std::string{path} + " HTTP/1.1\r\nHost: x\r\nCookie: " + cookies +
            "\r\nContent-Type: application/json\r\nContent-Length: " + std::to_string(length) +
            "\r\n\r\n" + body,
        seconds);
}

std::string members(admin_world& w, const std::string& id) {
    return w.ask("SELECT user_count FROM main.user_cohorts WHERE id = '" + id + "'");
}

}

TEST_CASE("accounts in a row get passwords that are told once and open them") {
    admin_world w;
    auto god = w.god();
    const auto group = cohort(god, "first form");
    const auto made =
        god.post(path, R"({"generate":{"prefix":"Pupil","domain":"school.example.com","count":20},)"
                       R"("roles":["keeper"],"cohort":")" +
                           group + "\"}");
    INFO(made.body);
    REQUIRE(made.status == 200);
    CHECK(made.header("Cache-Control") == "no-store");
    REQUIRE(size(made, "/data/created") == 20);
    CHECK(size(made, "/data/skipped") == 0);
    REQUIRE(size(made, "/data/generatedPasswords") == 20);
    CHECK(made.at("/data/created/0/email") == "pupil1@school.example.com");
    CHECK(made.at("/data/created/0/roles") == json::array({"keeper", "member"}));
    CHECK(members(w, group) == "20");
    std::set<std::string> passwords;
    for (int i = 0; i < 20; ++i) {
        const auto at = "/data/generatedPasswords/" + std::to_string(i);
        const auto with = made.text(at + "/password");
        CHECK(with.size() == 16);
        passwords.insert(with);
        w.node().must_not_log(with);
    }
    CHECK(passwords.size() == 20);
    auto pupil =
        w.signed_in("pupil1@school.example.com", made.text("/data/generatedPasswords/0/password"));
    CHECK(pupil.get("/vaults").status == 200);
    CHECK(w.ask("SELECT count(*) FROM main.audit_logs WHERE operation_type = 'CREATE'") == "20");
    CHECK(w.ask("SELECT count(*) FROM main.audit_logs WHERE new_values::text LIKE '%argon2%'") ==
          "0");
    const auto again = god.post(path, generation(21));
    CHECK(size(again, "/data/created") == 1);
    CHECK(size(again, "/data/skipped") == 20);
    CHECK(again.at("/data/skipped/0/reason") == "email_taken");
    CHECK(size(again, "/data/generatedPasswords") == 1);
}

TEST_CASE("of a list those are skipped whose names are taken, and the others are made") {
    admin_world w;
    auto god = w.god();
    w.member("taken");
    w.ask("UPDATE main.users SET username = 'taken' WHERE email = 'taken@example.com'");
    const auto made = god.post(path, R"({"users":[
        {"email":"a@example.com","password":"Correct-Horse-9","username":"Anna","firstName":"Anna"},
        {"email":"TAKEN@example.com"},
        {"email":"b@example.com","username":"taken"},
        {"email":"A@example.com"},
        {"email":"c@example.com","username":"anna"},
        {"email":"d@example.com"}]})");
    INFO(made.body);
    REQUIRE(made.status == 200);
    CHECK(size(made, "/data/created") == 2);
    std::map<std::string, std::string> skipped;
    const auto list = made.at("/data/skipped");
    for (const auto& s : list.as_array())
        skipped[s.at("email").as_string().c_str()] = s.at("reason").as_string().c_str();
    CHECK(skipped == std::map<std::string, std::string>{{"taken@example.com", "email_taken"},
                                                        {"b@example.com", "username_taken"},
                                                        {"a@example.com", "email_repeated"},
                                                        {"c@example.com", "username_repeated"}});
    REQUIRE(size(made, "/data/generatedPasswords") == 1);
    CHECK(made.at("/data/generatedPasswords/0/email") == "d@example.com");
    CHECK(w.signed_in("a@example.com").get("/auth/me").at("/data/profile/firstName") == "Anna");
}

TEST_CASE("passwords fulfil whatever the policy asks") {
    admin_world w{[](json::object& c) {
        auto& policy = section(section(c, "authentication"), "passwordPolicy");
        policy["minLength"] = 16, policy["requireSpecialChar"] = true;
        policy["specialChars"] = "-%";
    }};
    auto god = w.god();
    const auto made = god.post(path, generation(5));
    REQUIRE(size(made, "/data/generatedPasswords") == 5);
    for (int i = 0; i < 5; ++i) {
        const auto with = made.text("/data/generatedPasswords/" + std::to_string(i) + "/password");
        CHECK(with.size() == 16);
        CHECK(with.find_first_of("-%") != with.npos);
    }
    CHECK(faults(god.post(path, generation(5, R"(,"passwordLength":12)"))) ==
          std::map<std::string, std::string>{{"/generate/passwordLength", "invalid"}});
    CHECK(god.post(path, generation(6, R"(,"passwordLength":40)"))
              .text("/data/generatedPasswords/0/password")
              .size() == 40);
}

TEST_CASE("nothing is made by who may not, nor of what is wrong") {
    admin_world w;
    auto god = w.god();
    auto admin = w.somebody("admin", "admin");
    auto member = w.member("member");
    auto anyone = w.client();
    const auto before = accounts(w);
    CHECK(outcome(anyone.post(path, generation(1))) == "401 unauthenticated");
    CHECK(outcome(member.post(path, generation(1))) == "403 forbidden");
    for (const auto* role : {"keeper", "godmin"})
        CHECK(outcome(admin.post(path, R"({"users":[{"email":"a@example.com"}],"roles":[")" +
                                           std::string{role} + "\"]}")) == "403 forbidden");
    const auto refused = [&](const std::string& body, const std::string& at) {
        const auto a = god.post(path, body);
        INFO(body << "\n" << a.body);
        CHECK(a.status == 422);
        CHECK(faults(a).contains(at));
    };
    refused("{}", "/users");
    refused(R"({"users":[]})", "/users");
    refused(
        R"({"users":[{"email":"a@example.com"}],"generate":{"prefix":"a","domain":"b.de","count":1}})",
        "/users");
    refused(R"({"users":[{"email":"a@example.com"},{"email":"none"}]})", "/users/1/email");
    refused(R"({"users":[{"email":"a@example.com","password":"short"}]})", "/users/0/password");
    refused(R"({"users":[{"email":"a@example.com","username":"a@b"}]})", "/users/0/username");
    refused(R"({"users":[{"email":"a@example.com","isGod":true}]})", "/users/0/isGod");
    refused(R"({"users":[{"email":"a@example.com"}],"roles":["x"]})", "/roles/0");
    refused(R"({"users":[{"email":"a@example.com"}],"cohort":"x"})", "/cohort");
    refused(R"({"users":[{"email":"a@example.com"}],"cohort":")" + std::string{nobody} + "\"}",
            "/cohort");
    refused(generation(0), "/generate/count");
    refused(generation(10'001), "/generate/count");
    refused(R"({"generate":{"prefix":"a b","domain":"b.de","count":1}})", "/generate/prefix");
    refused(R"({"generate":{"prefix":"a","domain":"b c","count":1}})", "/generate/domain");
    std::string many = R"({"users":[)";
    for (int i = 0; i <= 10'000; ++i)
        many += (i ? "," : "") + std::string{R"({"email":"u)"} + std::to_string(i) + "@a.de\"}";
    refused(many + "]}", "/users");
    CHECK(raw_bulk(w, god, 9UL << 20, "", 2).find(" 413 ") != std::string::npos);
    CHECK(accounts(w) == before);
}

TEST_CASE("all of them are there, or none") {
    admin_world w;
    auto god = w.god();
    const auto before = accounts(w);
    god.observer = nullptr; // the database's own rule is in no document
    w.ask("ALTER TABLE main.audit_logs ADD CONSTRAINT never CHECK (new_values->>'email' <> "
          "'pupil7@school.example.com') NOT VALID");
    CHECK(god.post(path, generation(10)).status >= 400);
    CHECK(accounts(w) == before);
}

TEST_CASE("of the same addresses asked for at once each is made once") {
    admin_world w;
    auto god = w.god();
    std::vector<http_client> all;
    for (int i = 0; i < 50; ++i) {
        all.push_back(w.client());
        all.back().cookies = god.cookies;
        all.back().observer = nullptr;
    }
    std::atomic<std::size_t> created{0}, skipped{0};
    const auto told = fifty_at_once<int>([&](int i) {
        const auto a = all[static_cast<std::size_t>(i)].post(path, generation(4));
        created += size(a, "/data/created"), skipped += size(a, "/data/skipped");
        return a.status;
    });
    CHECK(told == std::map<int, int>{{200, 50}});
    CHECK(created == 4);
    CHECK(skipped == 196);
}

TEST_CASE("thousands in one call, and people sign in meanwhile") {
    admin_world w;
    auto god = w.god();
    auto member = w.member("member");
    std::atomic<bool> done{false};
    answer made;
    god.observer = nullptr;
    std::thread bulk{[&] {
        made = god.post(path, generation(2'000));
        done = true;
    }};
    int signed_in = 0;
    for (; signed_in < 100 && !done; ++signed_in)
        CHECK(member.post("/auth/login", w.credentials("member")).status == 200);
    bulk.join();
    CHECK(signed_in > 10);
    CHECK(made.status == 200);
    CHECK(size(made, "/data/created") == 2'000);
    CHECK(size(made, "/data/generatedPasswords") == 2'000);
    CHECK(w.ask("SELECT count(*) FROM main.users WHERE password IS NOT NULL AND email LIKE "
                "'pupil%'") == "2000");
}

TEST_CASE("a client that goes away leaves nothing behind") {
    admin_world w;
    auto god = w.god();
    const auto before = accounts(w);
    const auto body = generation(10'000);
    raw_bulk(w, god, body.size(), body, 3);
    REQUIRE(w.node().wait_log("bulk-create-users", std::chrono::seconds{60}));
    CHECK(accounts(w) == before);
}
