// The decisions of the room that need no connection.
#include "pg/back_off.hpp"
#include "pg/command_queue.hpp"
#include "pg/connecting.hpp"
#include "pg/heartbeat.hpp"
#include "pg/host_names.hpp"
#include "pg/sql_text.hpp"
#include "pg/statement_cache.hpp"
#include "pg/statement_texts.hpp"
#include <algorithm>
#include <catch2/catch_test_macros.hpp>

using namespace nucleus;
using namespace nucleus::pg;
using namespace std::chrono_literals;

TEST_CASE("{schema} becomes the quoted schema, everywhere in the text") {
    CHECK(expand_schema("SELECT 1", "main") == "SELECT 1");
    CHECK(expand_schema("{schema}.a, {schema}.b", "main") == R"("main".a, "main".b)");
    CHECK(expand_schema("{schema}", R"(a"b)") == R"("a""b")");
    CHECK(expand_schema("{schem} {schema", "x") == "{schem} {schema");
    CHECK(expand_schema("{schema}", "{schema}") == R"("{schema}")");
}

TEST_CASE("a text is expanded once for each schema") {
    statement_texts texts{nullptr, 2, 1};
    const statement s{"a", "SELECT * FROM {schema}.t"};
    const auto first = texts.find(s, "one");
    CHECK(texts.find(s, "one") == first);
    CHECK(texts.find(s, "two") != first);
    CHECK(texts.find(s, "two")->sql == R"(SELECT * FROM "two".t)");
    (void)texts.find(s, "three"); // pushes "one" out
    CHECK(texts.find(s, "one") != first);
    CHECK(first->sql == R"(SELECT * FROM "one".t)");
}

TEST_CASE("a statement counts as prepared once its own result was read") {
    statement_cache cache{{.fixed = 2, .composed = 1, .from_use = 1}};
    using way = statement_cache::way;
    const auto first = cache.use(7, false);
    const std::string name{first.name};
    CHECK(first.how == way::prepare);
    CHECK(cache.use(7, false).how == way::unnamed);
    cache.prepared(7, name, true);
    CHECK(cache.use(7, false).how == way::named);
    CHECK(cache.use(7, false).name == name);
}

TEST_CASE("a statement is prepared when it was used a few times") {
    statement_cache cache{{.fixed = 1, .composed = 1, .from_use = 3}};
    using way = statement_cache::way;
    CHECK(cache.use(7, false).how == way::unnamed);
    CHECK(cache.use(7, false).how == way::unnamed);
    CHECK(cache.use(7, false).how == way::prepare);
    (void)cache.use(8, false); // pushes it out: nothing is to be dropped, it is not there yet
    CHECK_FALSE(cache.any_leaving());
    CHECK(cache.use(7, false).how == way::unnamed);
    CHECK_FALSE(cache.any_leaving()); // nor is one that never was prepared
}

TEST_CASE("a preparation that failed is tried again, under another name") {
    statement_cache cache{{.fixed = 2, .composed = 1, .from_use = 1}};
    const std::string name{cache.use(7, false).name};
    cache.prepared(7, name, false);
    const auto next = cache.use(7, false);
    CHECK(next.how == statement_cache::way::prepare);
    CHECK(next.name != name);
    CHECK_FALSE(cache.any_leaving());
}

TEST_CASE("the least recently used statement leaves, and is dropped in the server once") {
    statement_cache cache{{.fixed = 2, .composed = 1, .from_use = 1}};
    std::vector<std::string> names;
    for (const std::uint64_t n : {1, 2}) {
        names.emplace_back(cache.use(n, false).name);
        cache.prepared(n, names.back(), true);
    }
    (void)cache.use(1, false);
    (void)cache.use(3, false);
    CHECK(cache.take_leaving() == std::vector{names[1]});
    CHECK(cache.take_leaving().empty());
    CHECK(cache.use(1, false).how == statement_cache::way::named);
    cache.not_dropped(names[1]);
    CHECK(cache.take_leaving() == std::vector{names[1]});
}

TEST_CASE("a statement pushed out while it is being prepared is dropped once it is there") {
    statement_cache cache{{.fixed = 1, .composed = 1, .from_use = 1}};
    const std::string name{cache.use(1, false).name};
    (void)cache.use(2, false);
    CHECK_FALSE(cache.any_leaving());
    cache.prepared(1, name, true);
    CHECK(cache.take_leaving() == std::vector{name});
}

TEST_CASE("what clients compose pushes out only its like") {
    statement_cache cache{{.fixed = 1, .composed = 1, .from_use = 1}};
    const std::string ours{cache.use(1, false).name};
    cache.prepared(1, ours, true);
    for (const std::uint64_t n : {2, 3, 4}) {
        const std::string name{cache.use(n, true).name};
        cache.prepared(n, name, true);
        CHECK(cache.use(n, true).how == statement_cache::way::named);
    }
    CHECK(cache.take_leaving().size() == 2);
    CHECK(cache.use(1, false).name == ours);
    cache.forget(4, true);
    CHECK(cache.take_leaving().size() == 1);
    CHECK(cache.use(4, true).how == statement_cache::way::prepare);

    statement_texts texts{nullptr, 1, 1};
    const auto kept = texts.find({"a", "SELECT 1"}, "one");
    for (const auto* sql : {"SELECT 2", "SELECT 3"})
        CHECK(texts.find({.name = "b", .sql = sql, .unproven = true}, "one")->composed);
    CHECK(texts.find({"a", "SELECT 1"}, "one") == kept);
}

TEST_CASE("who has more than a few texts of one name composes them") {
    statement_texts texts{nullptr, 20, 20};
    for (int i = 0; i < 12; ++i) {
        const auto sql = "SELECT " + std::to_string(i);
        CHECK(texts.find({"a", sql}, "one")->composed == (i >= 8));
        CHECK(texts.find({"a", sql}, "one")->composed == (i >= 8)); // and is that again
    }
    CHECK_FALSE(texts.find({"a", "SELECT 0"}, "two")->composed);
}

TEST_CASE("what a result means for the request of its command") {
    using kind = command::kind;
    struct row {
        kind what;
        ExecStatusType status;
        std::optional<outcome> verdict;
    };
    const row table[] = {
        {kind::query, PGRES_TUPLES_OK, outcome::answered},
        {kind::query, PGRES_COMMAND_OK, outcome::answered},
        {kind::query, PGRES_FATAL_ERROR, outcome::refused},
        {kind::query, PGRES_PIPELINE_ABORTED, outcome::skipped},
        {kind::query, PGRES_COPY_OUT, outcome::lost},
        {kind::prepare, PGRES_COMMAND_OK, std::nullopt},
        {kind::prepare, PGRES_FATAL_ERROR, outcome::refused},
        {kind::prepare, PGRES_PIPELINE_ABORTED, std::nullopt},
        {kind::ahead, PGRES_COMMAND_OK, std::nullopt},
        {kind::ahead, PGRES_FATAL_ERROR, outcome::refused},
        {kind::deallocate, PGRES_FATAL_ERROR, std::nullopt},
        {kind::sync, PGRES_PIPELINE_SYNC, std::nullopt},
        {kind::sync, PGRES_FATAL_ERROR, outcome::refused}, // a deferred constraint, at the commit
        {kind::script, PGRES_COPY_IN, outcome::lost},
    };
    for (const auto& r : table) CHECK(judge(r.what, r.status) == r.verdict);
}

TEST_CASE("a batch is what lies between two syncs, and 64 reads at most") {
    command_queue q;
    for (int i = 0; i < command_queue::most_in_batch; ++i) {
        CHECK_FALSE(q.batch_full());
        q.push({command::kind::prepare});
        q.push({command::kind::query});
    }
    CHECK(q.batch_full());
    q.push({command::kind::sync});
    CHECK(q.open_batch() == 0);
    CHECK_FALSE(q.empty());
}

TEST_CASE("a dropped waiter leaves its commands in their place") {
    command_queue q;
    request a;
    request b;
    a.deadline = steady::time_point{} + 1s;
    q.push({command::kind::prepare, &a});
    q.push({command::kind::query, &a, {&a, {}}});
    q.push({command::kind::query, &b, {&b, {}}});
    CHECK(q.overdue(steady::time_point{}) == nullptr);
    CHECK(q.overdue(steady::time_point{} + 1s) == &a);
    CHECK(q.drop(&a).r == &a);
    CHECK(q.drop(&a).r == nullptr);
    CHECK(q.overdue(steady::time_point{} + 1s) == nullptr);
    CHECK(q.pop().what == command::kind::prepare);
    CHECK(q.front().r == nullptr);
    const auto rest = q.take_all();
    REQUIRE(rest.size() == 1);
    CHECK(rest[0].r == &b);
    CHECK(q.empty());
}

TEST_CASE("the pause between attempts doubles from 50 ms to 2 s, less up to half by chance") {
    CHECK(back_off(1, 0) == 50ms);
    CHECK(back_off(2, 0) == 100ms);
    CHECK(back_off(6, 0) == 1600ms);
    CHECK(back_off(7, 0) == 2000ms);
    CHECK(back_off(1000, 0) == 2000ms);
    CHECK(back_off(1000, 1) == 1000ms);
    CHECK(back_off(1, 1) == 25ms);
}

TEST_CASE("a bus is trusted for a second after its last echo") {
    heartbeat h;
    const auto t = steady::time_point{} + 100s;
    CHECK_FALSE(h.trusted(t));
    h.echo(t);
    CHECK(h.trusted(t + 1000ms));
    CHECK_FALSE(h.trusted(t + 1001ms));
    h.silence();
    CHECK_FALSE(h.trusted(t));
}

TEST_CASE("what nucleusd needs of a session wins over the connection string") {
    const auto p =
        parameters_of({"host=/tmp application_name=x options='-c work_mem=8MB'", 30s, true});
    const auto value = [&](std::string_view keyword) {
        const auto at = std::find(p.keywords.rbegin(), p.keywords.rend(), keyword);
        return at == p.keywords.rend()
                   ? ""
                   : p.values[static_cast<std::size_t>(p.keywords.rend() - at) - 1];
    };
    CHECK(value("host") == "/tmp");
    CHECK(value("application_name") == "nucleusd");
    CHECK(value("client_encoding") == "UTF8");
    const auto options = value("options");
    const auto own = options.find("-c work_mem=8MB ");
    REQUIRE(own != options.npos);
    CHECK(options.find("tcp_keepalives_idle") < own); // what the string may change
    CHECK(options.find("TimeZone=UTC") > own);
    for (const char* part :
         {"TimeZone=UTC", "statement_timeout=30000", "default_transaction_read_only=on"})
        CHECK(options.find(part) != options.npos);
}

TEST_CASE("only what a resolver must translate is looked up") {
    const auto names = [](const char* dsn) { return host_names(parameters_of({dsn, 0ms, false})); };
    using list = std::vector<std::string>;
    CHECK(names("host=db.example") == list{"db.example"});
    CHECK(names("postgresql://a.example:1,b.example:2/x") == list{"a.example", "b.example"});
    CHECK(names("host=a.example,/tmp,127.0.0.1,::1,@abstract") == list{"a.example"});
    CHECK(names("host=a.example hostaddr=127.0.0.1").empty());
    CHECK(names("dbname=x").empty());
}

TEST_CASE("every address of a name takes a place in the lists of hosts and ports") {
    const auto spread = [](const char* dsn, const addresses& found) {
        const auto p = with_addresses(parameters_of({dsn, 0ms, false}), found);
        std::map<std::string, std::string> by_keyword;
        for (std::size_t i = 0; i < p.keywords.size(); ++i) by_keyword[p.keywords[i]] = p.values[i];
        return by_keyword["host"] + " " + by_keyword["hostaddr"] + " " + by_keyword["port"];
    };
    const addresses found{{"a", {"10.0.0.1", "fd00::1"}}, {"b", {"10.0.0.2"}}};
    CHECK(spread("host=a port=5", found) == "a,a 10.0.0.1,fd00::1 5,5");
    CHECK(spread("host=a,b port=5,6", found) == "a,a,b 10.0.0.1,fd00::1,10.0.0.2 5,5,6");
    CHECK(spread("host=a,b port=5", found) == "a,a,b 10.0.0.1,fd00::1,10.0.0.2 5,5,5");
    CHECK(spread("host=/tmp,b port=5,6", found) == "/tmp,b ,10.0.0.2 5,6");
    CHECK(spread("host=unknown,b port=5,6", found) == "b 10.0.0.2 6");
    CHECK(spread("host=b", found) == "b 10.0.0.2 ");
    CHECK(spread("host=a,b,b port=5,6", found) == "a,b,b  5,6"); // libpq says what is wrong
    CHECK(spread("host=b,127.0.0.1", {}) == "127.0.0.1  ");
}

TEST_CASE("the environment names the server where nothing else does") {
    const auto host_of = [](const char* dsn) {
        const auto p = with_environment(parameters_of({dsn, 0ms, false}));
        for (std::size_t i = 0; i < p.keywords.size(); ++i)
            if (p.keywords[i] == "host") return p.values[i];
        return std::string{"none"};
    };
    REQUIRE(::setenv("PGHOST", "db.example", 1) == 0);
    CHECK(host_of("dbname=x") == "db.example");
    CHECK(host_of("host=other") == "other");
    CHECK(host_of("service=shop") == "none"); // the service's own, which libpq reads, comes first
    REQUIRE(::unsetenv("PGHOST") == 0);
}

TEST_CASE("with no host left, there is nothing to try") {
    const auto left = [](const char* dsn) {
        return names_a_host(with_addresses(parameters_of({dsn, 0ms, false}), {}));
    };
    CHECK_FALSE(left("host=b"));
    CHECK(left("host=b,127.0.0.1"));
    CHECK(left("host=b,/tmp"));
}

TEST_CASE("the password of a connection string is in no message") {
    const std::string dsn = "postgresql://ada:pa55word@db/x";
    CHECK(without_password("role ada, pa55word: pa55word", dsn) == "role ada, ***: ***");
}
