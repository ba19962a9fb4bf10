// Roles of schemas in the catalog of a real PostgreSQL.
#include "core/pg/worker.hpp"
#include "pg/migrator.hpp"
#include <catch2/catch_test_macros.hpp>

using namespace nucleus;
using namespace nucleus::testing;

namespace {

struct with_roles : worker {
    with_roles()
        : worker{fresh_database()} {
        script("CREATE SCHEMA home; CREATE SCHEMA lonely; CREATE TABLE home.secrets (n int); "
               "CREATE TABLE lonely.things (n int);"
               "CREATE FUNCTION home.offered() RETURNS bigint LANGUAGE sql SECURITY DEFINER AS "
               "'SELECT count(*) FROM home.secrets'; REVOKE EXECUTE ON FUNCTION home.offered FROM "
               "PUBLIC; CREATE FUNCTION home.internal() RETURNS int LANGUAGE sql AS 'SELECT 1'; "
               "REVOKE EXECUTE ON FUNCTION home.internal FROM PUBLIC");
        script(roles.make("lonely"));
    }
    void script(const std::string& sql) {
        const auto tx = begin();
        run(tx->script(sql));
        run(tx->commit());
    }
    std::int64_t known() {
        return read("SELECT count(*) FROM pg_roles WHERE rolname = 'lonely_' || left(encode(sha256("
                    "convert_to(current_database() || '.lonely', 'UTF8')), 'hex'), 16)")
            .integer(0, 0);
    }
    /// Why it is refused in the role; empty: it is not.
    std::string refusal(const std::string& sql) {
        const auto tx = begin();
        run(tx->script(roles.enter("lonely")));
        try {
            run(tx->script(sql));
        } catch (const pg::query_failure& f) {
            return f.sqlstate;
        }
        return {};
    }
    pg::schema_roles roles{{"home"}};
};

constexpr const char* denied = "42501";

}

namespace {
task<bool> agree(pg::transaction&) { co_return true; }
}

TEST_CASE("a role may call what the first schema offers, and nothing else there") {
    with_roles w;
    CHECK(w.refusal("INSERT INTO lonely.things VALUES (1)") == "");
    CHECK(w.refusal("SELECT home.offered()") == "");
    CHECK(w.refusal("SELECT home.internal()") == denied);
    CHECK(w.refusal("SELECT * FROM home.secrets") == denied);
    // What is offered later is so once the role is made again.
    w.script("CREATE FUNCTION home.later() RETURNS int LANGUAGE sql SECURITY DEFINER AS 'SELECT "
             "1'; REVOKE EXECUTE ON FUNCTION home.later FROM PUBLIC");
    CHECK(w.refusal("SELECT home.later()") == denied);
    w.script(w.roles.make("lonely"));
    CHECK(w.refusal("SELECT home.later()") == "");
}

TEST_CASE("a role goes after its schema, unless there is such a schema again") {
    with_roles w;
    REQUIRE(w.known() == 1);
    w.script(pg::drop_role_of("lonely"));
    CHECK(w.known() == 1);
    pg::migrator m{w.db, "home"};
    w.run(m.remove("lonely", &agree));
    CHECK(w.known() == 0);
    w.run(m.remove("lonely", &agree));
}
