// Cohorts: members, how many they are, and the end of their time.
#include "admin_world.hpp"

using namespace nucleus::testing;

namespace {

struct world : admin_world {
    world()
        : admin_world{} {}
    http_client god = admin_world::god();

    std::string cohort(const std::string& name, const std::string& more = {}) {
        const auto made = god.post("/userCohorts", R"({"name":")" + name + "\"" + more + "}");
        INFO(made.body);
        REQUIRE(made.status == 201);
        return made.text("/data/id");
    }
    std::string members(const std::string& id) {
        return ask("SELECT user_count FROM main.user_cohorts WHERE id = '" + id + "'");
    }
    /// Whether every count is what one counts.
    bool counts_are_right() {
        return ask("SELECT bool_and(user_count = (SELECT count(*) FROM main.users u WHERE "
                   "u.cohort_id = c.id AND u.deleted_at IS NULL)) FROM main.user_cohorts c") == "t";
    }
    void let_expire(const std::string& id) {
        REQUIRE(god.put("/userCohorts/" + id, R"({"expiresAt":"2020-01-01T00:00:00Z"})").status ==
                200);
    }
};

std::string users(const std::vector<std::string>& ids) {
    json::array all;
    for (const auto& id : ids) all.push_back(json::string{id});
    return json::serialize(json::object{{"userIds", all}});
}

std::string path(const std::string& cohort) { return "/userCohorts/" + cohort + "/users"; }

answer add(http_client& c, const std::string& cohort, const std::vector<std::string>& ids) {
    return c.post(path(cohort), users(ids));
}
answer take(http_client& c, const std::string& cohort, const std::vector<std::string>& ids) {
    return c.send("DELETE", path(cohort), users(ids));
}

}

TEST_CASE("users join and leave, and are counted") {
    world w;
    const auto one = w.cohort("one"), two = w.cohort("two");
    w.member("ada"), w.member("bob");
    const auto a = w.id_of("ada"), b = w.id_of("bob");
    const auto joined = add(w.god, one, {a, b, a});
    INFO(joined.body);
    CHECK(joined.at("/data/changed") == 2);
    CHECK(joined.at("/data/userCount") == 2);
    CHECK(add(w.god, one, {a}).at("/data/changed") == 0);
    CHECK(w.records("COHORT_ADD", a) == "1");
    CHECK(add(w.god, two, {a}).at("/data/userCount") == 1); // and left the other
    CHECK(w.members(one) == "1");
    CHECK(take(w.god, one, {a}).at("/data/changed") == 0);
    CHECK(take(w.god, one, {b}).at("/data/userCount") == 0);
    CHECK(w.records("COHORT_REMOVE", b) == "1");
    CHECK(w.counts_are_right());
}

TEST_CASE("whoever writes users, the count stays right") {
    world w;
    const auto one = w.cohort("one"), two = w.cohort("two");
    w.member("ada");
    const auto user = "/users/" + w.id_of("ada");
    const auto in = [](const std::string& id) { return R"({"cohortId":")" + id + "\"}"; };
    CHECK(w.god.put(user, in(one)).status == 200);
    CHECK(w.members(one) == "1");
    CHECK(w.god.put(user, in(two)).status == 200);
    CHECK(w.members(one) == "0");
    CHECK(w.members(two) == "1");
    CHECK(w.god.del(user).status < 300);
    CHECK(w.members(two) == "0"); // deleted users are no members
    CHECK(w.god.patch(user + "/restore", "").status == 200);
    CHECK(w.members(two) == "1");
    CHECK(w.god.put(user, R"({"cohortId":null})").status == 200);
    CHECK(w.members(two) == "0");
    CHECK(w.god.post("/users", R"({"email":"c@example.com","cohortId":")" + one + "\"}").status ==
          201);
    CHECK(w.members(one) == "1");
    CHECK(w.god.del("/auth/admin/hard-delete/" + w.id_of("c")).status == 200);
    CHECK(w.members(one) == "0");
    CHECK(w.god.put("/userCohorts/" + one, R"({"userCount":7})").status == 422);
    CHECK(w.god.post("/userCohorts", R"({"name":"x","userCount":7})").status == 422);
    CHECK(add(w.god, one, {w.id_of("ada")}).status == 200);
    CHECK(w.god
              .post("/auth/admin/change-user-id",
                    R"({"userId":")" + w.id_of("ada") +
                        R"(","newUserId":"00000000-0000-7000-8000-0000000000aa"})")
              .status == 200);
    CHECK(w.members(one) == "1");
    CHECK(w.god.del("/userCohorts/" + one).status < 300);
    CHECK(w.ask("SELECT cohort_id IS NULL FROM main.users WHERE email = 'ada@example.com'") == "t");
    CHECK(w.counts_are_right());
}

TEST_CASE("members of a cohort whose time is over are out, until it is prolonged") {
    world w;
    const auto id = w.cohort("course");
    auto user = w.member("ada");
    CHECK(add(w.god, id, {w.id_of("ada"), w.id_of("god")}).status == 200);
    CHECK(user.get("/auth/me").status == 200);
    w.let_expire(id);
    CHECK(user.get("/auth/me").status == 401);
    CHECK(outcome(user.post("/auth/refresh", "")) == "403 cohort_expired");
    CHECK(outcome(user.post("/auth/login", w.credentials("ada"))) == "403 cohort_expired");
    CHECK(outcome(user.post("/auth/login", w.wrong("ada"))) == "401 invalid_credentials");
    CHECK(user.post(magic, address(ada)).status == 202);
    const auto link = w.token("magicLink", ada);
    CHECK(outcome(user.post(enter, with_token(link))) == "403 cohort_expired");
    CHECK(w.god.get("/auth/me").status == 200); // godmins are not shut out
    CHECK(w.god.put("/userCohorts/" + id, R"({"expiresAt":null})").status == 200);
    CHECK(user.post(enter, with_token(link)).status == 200); // it was not used up
    CHECK(user.get("/auth/me").status == 200);
    w.let_expire(id);
    CHECK(user.get("/auth/me").status == 401);
    CHECK(take(w.god, id, {w.id_of("ada")}).status == 200);
    CHECK(user.get("/auth/me").status == 200);
}

TEST_CASE("a session ends when its cohort does, though nobody says so") {
    world w;
    const auto id = w.cohort("short");
    auto user = w.member("ada");
    CHECK(add(w.god, id, {w.id_of("ada")}).status == 200);
    const auto soon = w.ask("SELECT to_char((now() + interval '2 seconds') AT TIME ZONE 'UTC', "
                            "'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')");
    CHECK(w.god.put("/userCohorts/" + id, R"({"expiresAt":")" + soon + "\"}").status == 200);
    int status = 200;
    for (int i = 0; i < 3000 && status == 200; ++i) {
        status = user.get("/auth/me").status;
        std::this_thread::sleep_for(std::chrono::milliseconds{20});
    }
    CHECK(status == 401);
    CHECK(w.ask("SELECT now() >= '" + soon + "'") == "t");
}

TEST_CASE("cohorts are for who may write them, and members for who outranks them") {
    world w;
    const auto id = w.cohort("one");
    auto admin = w.somebody("admin", "admin");
    auto user = w.member("ada");
    w.somebody("keeper", "keeper");
    auto anyone = w.client();
    const auto a = w.id_of("ada");
    for (auto* send : {&add, &take}) {
        CHECK(outcome(send(anyone, id, {a})) == "401 unauthenticated");
        CHECK(outcome(send(user, id, {a})) == "403 forbidden");
        CHECK(outcome(send(admin, id, {a, w.id_of("keeper")})) == "403 forbidden");
        CHECK(outcome(send(admin, id, {a, w.id_of("god")})) == "403 forbidden");
        CHECK(outcome(send(w.god, nobody, {a})) == "404 not_found");
        CHECK(outcome(send(w.god, "x", {a})) == "400 malformed_id");
        CHECK(faults(send(w.god, id, {a, nobody})) ==
              std::map<std::string, std::string>{{"/userIds/1", "unknown_user"}});
        CHECK(send(w.god, id, {}).status == 422);
        CHECK(send(w.god, id, {"x'; --"}).status == 422);
        CHECK(send(w.god, id, std::vector<std::string>(10'001, a)).status == 422);
    }
    CHECK(w.god.post(path(id), R"({"userIds":"x"})").status == 422);
    CHECK(w.god.post(path(id), R"({"users":[]})").status == 422);
    CHECK(w.members(id) == "0");
    CHECK(add(admin, id, {a}).status == 200);
}

TEST_CASE("fifty who move users at once leave counts that are right") {
    world w;
    const std::vector<std::string> cohorts{w.cohort("a"), w.cohort("b"), w.cohort("c")};
    std::vector<std::string> ids;
    for (const auto* name : {"u1", "u2", "u3", "u4", "u5", "u6"}) {
        w.member(name);
        ids.push_back(w.id_of(name));
    }
    std::vector<http_client> all;
    for (int i = 0; i < 50; ++i) {
        all.push_back(w.client());
        all.back().cookies = w.god.cookies;
        all.back().observer = nullptr;
    }
    for (int round = 0; round < 5; ++round) {
        const auto told = fifty_at_once<std::string>([&](int i) {
            auto& c = all[static_cast<std::size_t>(i)];
            const auto n = static_cast<std::size_t>(i + round);
            const std::vector<std::string> some{ids[n % 6], ids[(n * 5 + 1) % 6]};
            if (i % 3 == 0)
                return outcome(
                    c.put("/users/" + ids[n % 6], R"({"cohortId":")" + cohorts[n % 3] + "\"}"));
            return outcome(i % 5 == 0 ? take(c, cohorts[n % 3], some)
                                      : add(c, cohorts[n % 3], some));
        });
        // Each of these has sessions read anew; who is overtaken too often is told to come again.
        for (const auto& [how, times] : told) CHECK((how == "200" || how == "503 overloaded"));
        CHECK(w.counts_are_right());
    }
}
