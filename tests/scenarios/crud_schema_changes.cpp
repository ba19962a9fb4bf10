// Every kind of change of a declaration, on tables of any size: what is done, and what is refused
// with everything as it was.
#include "schema_world.hpp"

using namespace nucleus::testing;

namespace {

struct size {
    const char* name;
    int rows;
};
/// Large ones are changed step by step, small ones in one transaction.
constexpr size sizes[]{{"small", 40}, {"large", 40000}};

constexpr std::string_view parents_entity = R"({"table_name":"parents","columns":[
    {"name":"code","type":"integer","notNull":true}]})";

/// Two tables; the columns of `items` are what a test is about.
std::string shop(std::string_view columns, std::string_view more = "") {
    return R"([)" + std::string{parents_entity} + R"(,{"table_name":"items","columns":[)" +
           std::string{columns} + "]" + std::string{more} + "}]";
}

constexpr std::string_view n = R"({"name":"n","type":"integer"})";
constexpr std::string_view state =
    R"({"name":"state","type":"varchar","length":10,"default":"new","enumValues":["new","used"]})";
constexpr std::string_view parent = R"({"name":"parent_id","type":"uuid"})";

std::string columns(std::initializer_list<std::string_view> all) {
    std::string out;
    for (const auto c : all) out.append(out.empty() ? "" : ",").append(c);
    return out;
}

/// `items` with rows: n counts from 1, state is 'used' in every tenth, parent_id is null.
struct filled : schema_world {
    explicit filled(int rows)
        : schema_world{shop(columns({n, state, parent}))} {
        (void)sql("INSERT INTO main.items (n, state) SELECT i, CASE WHEN i % 10 = 0 THEN 'used' "
                  "ELSE 'new' END FROM generate_series(1, " +
                  std::to_string(rows) + ") i");
    }
    std::string id_where(const std::string& condition) const {
        return sql("SELECT id FROM main.items WHERE " + condition + " LIMIT 1");
    }
};

/// Pending before, done after, and then nothing is left.
void accepted(const schema_world& w, const std::string& entities) {
    const auto planned = w.plan(entities);
    INFO(planned.out << planned.err);
    CHECK(planned.code == 3);
    const auto done = w.apply(entities);
    INFO(done.out << done.err);
    REQUIRE(done.code == 0);
    const auto after = w.catalog();
    const auto left = w.plan(entities);
    INFO(left.out);
    CHECK(left.code == 0);
    CHECK(left.out.empty());
    const auto again = w.apply(entities);
    CHECK(again.code == 0);
    CHECK(has(again.err, "nothing to do"));
    CHECK(w.catalog() == after);
}

/// 1, every part in the message, and nothing has changed.
void refused(const schema_world& w, const std::string& entities,
             std::initializer_list<std::string> parts) {
    const auto before = w.catalog();
    const auto r = w.apply(entities);
    INFO(r.err);
    CHECK(r.code == 1);
    for (const auto& part : parts) {
        INFO(part);
        CHECK(has(r.err, part));
    }
    CHECK(w.catalog() == before);
}

}

TEST_CASE("a new column does not rewrite the table, whatever its default") {
    constexpr std::string_view more = R"j({"name":"a","type":"text","notNull":true,"default":"x"},
        {"name":"at","type":"timestamptz","notNull":true,"default":"now()"},
        {"name":"day","type":"date","default":"now()"},
        {"name":"token","type":"uuid","default":"gen_random_uuid()"})j";
    for (const auto& [name, rows] : sizes) {
        INFO(name);
        const filled w{rows};
        const auto file = w.file_of("items");
        accepted(w, shop(columns({n, state, parent, more})));
        CHECK(w.file_of("items") == file);
        CHECK(w.sql("SELECT count(*) FROM main.items WHERE a = 'x' AND at IS NOT NULL AND day IS "
                    "NOT NULL AND token IS NULL") == std::to_string(rows));
        CHECK(w.sql("INSERT INTO main.items (n) VALUES (0) RETURNING token IS NOT NULL") == "t");
    }
}

TEST_CASE("a required column with a random default has another value in each row") {
    constexpr std::string_view token = R"j({"name":"token","type":"uuid","notNull":true,
        "unique":true,"default":"gen_random_uuid()"})j";
    for (const auto& [name, rows] : sizes) {
        INFO(name);
        const filled w{rows};
        const auto file = w.file_of("items");
        accepted(w, shop(columns({n, state, parent, token})));
        if (rows == sizes[1].rows) CHECK(w.file_of("items") == file);
        CHECK(w.sql("SELECT count(DISTINCT token) FROM main.items") == std::to_string(rows));
        CHECK(w.validated("items_token_not_null").empty());
    }
}

TEST_CASE("a required column without a default is refused where there are rows") {
    for (const auto& [name, rows] : sizes) {
        INFO(name);
        const filled w{rows};
        refused(w, shop(columns({n, state, parent, R"({"name":"a","type":"text","notNull":true},
            {"name":"b","type":"text"})"})),
                {"entity items", "items.a", "give the column a default"});
    }
    const schema_world none{items(n)};
    accepted(none, items(columns({n, R"({"name":"a","type":"text","notNull":true})"})));
}

TEST_CASE("NOT NULL is required of rows that have values, and dropped again") {
    for (const auto& [name, rows] : sizes) {
        INFO(name);
        const filled w{rows};
        const auto file = w.file_of("items");
        const auto required =
            shop(columns({R"({"name":"n","type":"integer","notNull":true})", state, parent}));
        (void)w.sql("INSERT INTO main.items (n) VALUES (null)");
        refused(w, required, {"entity items", "items.n", w.id_where("n IS NULL"), "fill them in"});
        (void)w.sql("DELETE FROM main.items WHERE n IS NULL");
        accepted(w, required);
        CHECK(w.sql("SELECT attnotnull FROM pg_attribute WHERE attrelid = 'main.items'::regclass "
                    "AND attname = 'n'") == "t");
        CHECK(w.validated("items_n_not_null").empty());
        accepted(w, shop(columns({n, state, parent})));
        CHECK(w.file_of("items") == file);
    }
}

TEST_CASE("an enum grows; a value that rows have cannot be taken from it") {
    constexpr std::string_view more =
        R"({"name":"state","type":"varchar","length":10,"default":"new",
        "enumValues":["new","used","sold"]})";
    constexpr std::string_view fewer =
        R"({"name":"state","type":"varchar","length":10,"default":"new",
        "enumValues":["new"]})";
    for (const auto& [name, rows] : sizes) {
        INFO(name);
        const filled w{rows};
        accepted(w, shop(columns({n, more, parent})));
        CHECK(w.validated("items_state_check") == "t");
        CHECK(w.sql("INSERT INTO main.items (state) VALUES ('sold') RETURNING state") == "sold");
        (void)w.sql("DELETE FROM main.items WHERE state <> 'new' AND n IS DISTINCT FROM 10");
        refused(
            w, shop(columns({n, fewer, parent})),
            {"entity items", "items.state", w.id_where("state = 'used'"), "correct them first"});
        (void)w.sql("UPDATE main.items SET state = 'new'");
        accepted(w, shop(columns({n, fewer, parent})));
    }
}

TEST_CASE("a longer length needs neither flag nor rewrite; a shorter one needs the flag") {
    for (const auto& [name, rows] : sizes) {
        INFO(name);
        const filled w{rows};
        const auto file = w.file_of("items");
        const auto with = [](const char* length) {
            return shop(
                columns({n,
                         R"({"name":"state","type":"varchar","length":)" + std::string{length} +
                             R"(,"default":"new","enumValues":["new","used"]})",
                         parent}));
        };
        accepted(w, with("20"));
        CHECK(w.file_of("items") == file);
        CHECK(w.validated("items_state_check") == "t");
        refused(w, with("5"), {"entity items", "items.state", "--allow-destructive"});
        const auto allowed = w.migrate({"apply", "--allow-destructive"}, with("5"));
        INFO(allowed.err);
        CHECK(allowed.code == 0);
        CHECK(w.plan(with("5")).code == 0);
    }
}

TEST_CASE("length, enum and default of one column change at once") {
    constexpr std::string_view other = R"({"name":"state","type":"text","default":"used",
        "enumValues":["used","new","sold"],"validation":{"minLength":2}})";
    constexpr std::string_view free = R"({"name":"state","type":"varchar","length":30})";
    for (const auto& [name, rows] : sizes) {
        INFO(name);
        const filled w{rows};
        const auto file = w.file_of("items");
        accepted(w, shop(columns({n, free, parent})));
        CHECK(w.validated("items_state_check").empty());
        accepted(w, shop(columns({n, other, parent})));
        CHECK(w.validated("items_state_check") == "t");
        CHECK(w.file_of("items") == file);
        CHECK(w.sql("INSERT INTO main.items DEFAULT VALUES RETURNING state") == "used");
    }
}

TEST_CASE("a value that another type does not take is refused without showing it") {
    for (const auto& [name, rows] : sizes) {
        INFO(name);
        const schema_world w{items(R"({"name":"a","type":"text"})")};
        (void)w.sql("INSERT INTO main.items (a) SELECT 'secret' FROM generate_series(1, " +
                    std::to_string(rows) + ")");
        const auto before = w.catalog();
        const auto r =
            w.migrate({"apply", "--allow-destructive"},
                      items(R"({"name":"a","type":"integer"},{"name":"b","type":"text"})"));
        INFO(r.err);
        CHECK(r.code == 1);
        CHECK(has(r.err, "entity items"));
        CHECK(has(r.err, "items.a"));
        CHECK_FALSE(has(r.err, "secret"));
        CHECK(w.catalog() == before);
    }
}

TEST_CASE("a changed default is for new rows") {
    const filled w{40};
    accepted(w, shop(columns({R"({"name":"n","type":"integer","default":7})", state, parent})));
    CHECK(w.sql("INSERT INTO main.items DEFAULT VALUES RETURNING n") == "7");
    accepted(w, shop(columns({n, state, parent})));
    CHECK(w.sql("INSERT INTO main.items DEFAULT VALUES RETURNING n IS NULL") == "t");
}

TEST_CASE("unique is refused while values are equal, added, and dropped") {
    for (const auto& [name, rows] : sizes) {
        INFO(name);
        const filled w{rows};
        const auto unique =
            shop(columns({R"({"name":"n","type":"integer","unique":true})", state, parent}));
        (void)w.sql("INSERT INTO main.items (n) VALUES (1)");
        refused(w, unique,
                {"entity items", "items.items_n_key", w.id_where("n = 1"), "in n exist"});
        (void)w.sql("DELETE FROM main.items WHERE n = 1");
        accepted(w, unique);
        CHECK(w.valid("items_n_key") == "t");
        accepted(w, shop(columns({n, state, parent})));
        CHECK(w.valid("items_n_key").empty());
    }
}

TEST_CASE("a foreign key is refused while a value leads nowhere, added, and changed") {
    for (const auto& [name, rows] : sizes) {
        INFO(name);
        const filled w{rows};
        const auto refers = [](const char* action) {
            return shop(columns({n, state,
                                 R"({"name":"parent_id","type":"uuid","references":
                {"table":"parents","onDelete":")" +
                                     std::string{action} + "\"}}"}));
        };
        (void)w.sql("UPDATE main.items SET parent_id = gen_random_uuid() WHERE n = 3");
        refused(w, refers("restrict"),
                {"entity items", "items.parent_id", w.id_where("n = 3"), "correct the rows"});
        (void)w.sql("UPDATE main.items SET parent_id = NULL");
        accepted(w, refers("restrict"));
        CHECK(w.validated("items_parent_id_fkey") == "t");
        accepted(w, refers("cascade"));
        CHECK(
            w.sql("SELECT confdeltype FROM pg_constraint WHERE conname = 'items_parent_id_fkey'") ==
            "c");
    }
}

TEST_CASE("a foreign key to a table that is made at the same time") {
    for (const auto& [name, rows] : sizes) {
        INFO(name);
        const filled w{rows};
        accepted(w, R"([{"table_name":"makers","columns":[{"name":"a","type":"text"}]},)" +
                        shop(columns({n, state, parent, R"({"name":"maker_id","type":"uuid",
                            "references":{"table":"makers"}})"}))
                            .substr(1));
    }
}

TEST_CASE("a foreign key to a column that becomes unique at the same time") {
    for (const auto& [name, rows] : sizes) {
        INFO(name);
        const filled w{40};
        (void)w.sql("INSERT INTO main.parents (code) SELECT generate_series(1, " +
                    std::to_string(rows) + ")");
        accepted(w, R"([{"table_name":"parents","columns":[{"name":"code","type":"integer",
            "notNull":true,"unique":true}]},{"table_name":"items","columns":[{"name":"n",
            "type":"integer","references":{"table":"parents","column":"code"}},)" +
                        columns({state, parent}) + "]}]");
        CHECK(w.validated("items_n_fkey") == "t");
    }
}

TEST_CASE("a renamed column is a new one; the old one stays until it may be dropped") {
    const filled w{40};
    const auto renamed = shop(columns({R"({"name":"number","type":"integer"})", state, parent}));
    CHECK(w.apply(renamed).code == 0);
    const auto planned = w.plan(renamed);
    CHECK(planned.code == 0);
    CHECK(has(planned.out, "optional  main  entity  items.n: drop the column"));
    CHECK(w.sql("SELECT count(n) FROM main.items") == "40");
    CHECK(w.migrate({"apply", "--allow-destructive"}, renamed).code == 0);
    CHECK(w.plan(renamed).out.empty());
}

TEST_CASE("a check and a unique index of their own name stay until they may be dropped") {
    for (const auto& [name, rows] : sizes) {
        INFO(name);
        const filled w{rows};
        accepted(w, shop(columns({n, state, parent}),
                         R"(,"constraints":{"check":[{"name":"items_small","expression":"n >= 0"}],
                             "unique":[{"name":"items_once","columns":["n","state"]}]})"));
        const auto without = shop(columns({n, state, parent}));
        const auto planned = w.plan(without);
        INFO(planned.out);
        CHECK(planned.code == 0);
        CHECK(has(planned.out, "optional  main  entity  items.items_small: drop the check"));
        CHECK(has(planned.out, "optional  main  entity  items.items_once: drop the unique index"));
        CHECK(w.apply(without).code == 0);
        CHECK(w.validated("items_small") == "t");
        CHECK(w.migrate({"apply", "--allow-destructive"}, without).code == 0);
        CHECK(w.validated("items_small").empty());
        CHECK(w.valid("items_once").empty());
    }
}

TEST_CASE("of several changes one that is refused keeps all of them back") {
    for (const auto& [name, rows] : sizes) {
        INFO(name);
        const filled w{rows};
        refused(w,
                shop(columns({R"({"name":"n","type":"integer","validation":{"max":39}})",
                              R"({"name":"state","type":"text"})", parent,
                              R"({"name":"more","type":"text","default":"x"})"}),
                     R"(,"indexes":[{"name":"items_more","columns":["more"]}])"),
                {"entity items", "items.n", w.id_where("n > 39"), "the rules of column n"});
    }
}

TEST_CASE("plan says what a change means to others, in words and in JSON") {
    const filled w{sizes[1].rows};
    const auto wanted = shop(
        columns({R"({"name":"n","type":"integer","unique":true,"notNull":true})", state, parent}));
    const auto planned = w.plan(wanted);
    CHECK(has(planned.out, "pending  main  entity  items.n: require a value\n"
                           "    reads every row while others go on reading and writing\n"
                           "    ALTER TABLE"));
    CHECK(has(planned.out, "CREATE UNIQUE INDEX CONCURRENTLY"));
    const auto listed = boost::json::parse(w.migrate({"plan", "--json"}, wanted).out).as_array();
    REQUIRE(listed.size() == 2);
    CHECK(has(listed[1].at("effect").as_string().c_str(), "while others go on"));
    CHECK(listed[1].at("what") == "items.items_n_key: create the index");
}
