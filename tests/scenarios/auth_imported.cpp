// Accounts that were taken over from another system, with its hashes.
#include "auth_world.hpp"
#include <catch2/generators/catch_generators.hpp>

using namespace nucleus::testing;

namespace {

/// Of `password`.
constexpr const char* bcrypt = "$2b$05$KBCwKxOzLha2MUDgW0PjXeZO8H07N8cQSh/OCN3ddgVQVxzrMBna.";
constexpr const char* crypt_scrypt = "$7$BU..../....k2XAnEHBqQ1Ct2aMXFKNa/HAmA1BpMnBsYHMWB4NZN4$"
                                     "7E7raxFmOgL9pQMzPebTiNx8GN4kqjBU3CMEGWsWyy.";
constexpr const char* phc_scrypt =
    "$scrypt$ln=10,r=8,p=1$c2FsdHNhbHRzYWx0c2FsdA$09lHpNWPWq5x8mxj3IHiZKO8t0fsoZ5aHjhg1x/kTXI";

void import_account(const auth_world& w, const std::string& name, const std::string& hash) {
    (void)w.ask("INSERT INTO main.users (email, password) VALUES ('" + name + "@example.com', '" +
                hash + "')");
}

std::string hash_of(const auth_world& w, const std::string& name) {
    return w.ask("SELECT password FROM main.users WHERE email = '" + name + "@example.com'");
}

}

TEST_CASE("a hash of another system signs in, and is replaced by one of ours") {
    auth_world w;
    const std::string hash = GENERATE(bcrypt, crypt_scrypt, phc_scrypt);
    import_account(w, "ada", hash);
    auto c = w.client();
    CHECK(outcome(c.post("/auth/login", w.wrong("ada"))) == "401 invalid_credentials");
    CHECK(hash_of(w, "ada") == hash);
    CHECK(c.post("/auth/login", w.credentials("ada")).status == 200);
    CHECK(c.get("/auth/me").status == 200);
    CHECK(hash_of(w, "ada").starts_with("$argon2id$"));
    CHECK(c.post("/auth/login", w.credentials("ada")).status == 200);
    CHECK(outcome(c.post("/auth/login", w.wrong("ada"))) == "401 invalid_credentials");
    CHECK(w.node().log().find(hash) == std::string::npos);
}

TEST_CASE("an imported password is changed like any other") {
    auth_world w;
    import_account(w, "ada", bcrypt);
    auto c = w.client();
    REQUIRE(c.post("/auth/login", w.credentials("ada")).status == 200);
    CHECK(c.post("/auth/password/change",
                 R"({"currentPassword":"Correct-Horse-9","newPassword":"Wrong-Horse-99"})")
              .status == 200);
    CHECK(w.client().post("/auth/login", w.wrong("ada")).status == 200);
}

TEST_CASE("a hash that is of no kind we know, or too dear, lets nobody in") {
    auth_world w;
    const auto* hash = GENERATE("Correct-Horse-9", "$1$abcdefgh$G//4keteveJp0qb8z2DxG/",
                                "$2b$31$KBCwKxOzLha2MUDgW0PjXeZO8H07N8cQSh/OCN3ddgVQVxzrMBna.",
                                "$scrypt$ln=30,r=8,p=1$c2FsdA$AAAAAAAAAAAAAAAAAAAAAA");
    import_account(w, "ada", hash);
    CHECK(outcome(w.client().post("/auth/login", w.credentials("ada"))) ==
          "401 invalid_credentials");
    CHECK(hash_of(w, "ada") == hash);
}

TEST_CASE("of many who sign in at once with an imported password all are let in") {
    auth_world w;
    import_account(w, "ada", bcrypt);
    const auto seen = fifty_at_once<int>([&](int) {
        http_client c{w.node().port()};
        return c.post("/auth/login", w.credentials("ada")).status;
    });
    CHECK(seen == std::map<int, int>{{200, 50}});
    CHECK(hash_of(w, "ada").starts_with("$argon2id$"));
}
