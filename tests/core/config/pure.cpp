// The pieces that need no loader.
#include "config/convert.hpp"
#include "config/document.hpp"
#include "config/environment.hpp"
#include "config/json_path.hpp"
#include "config/layer.hpp"
#include "config/master_key.hpp"
#include "config/secrets.hpp"
#include "sources_of.hpp"
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <nucleus/suggestion.hpp>
#include <sys/stat.h>
#include <thread>

using namespace nucleus;
using namespace nucleus::config;

TEST_CASE("edit distance") {
    struct row {
        const char *a, *b;
        std::size_t distance;
    };
    for (const auto& [a, b, distance] :
         {row{"port", "port", 0}, row{"prot", "port", 1}, row{"app_id", "appId", 0},
          row{"hots", "host", 1}, row{"", "abc", 3}, row{"server", "sever", 1},
          row{"HOST", "host", 0}, row{"kitten", "sitting", 3}}) {
        INFO(a << " " << b);
        CHECK(edit_distance(a, b) == distance);
        CHECK(edit_distance(b, a) == distance);
    }
}

TEST_CASE("a suggestion is close or a short list") {
    CHECK(suggestion("prot", {"host", "port"}) == "; did you mean \"port\"?");
    CHECK(suggestion("op", {"field", "operator", "value", "and", "or", "not"}) ==
          "; did you mean \"operator\"?"); // the only one that begins so
    CHECK(suggestion("po", {"port", "pool"}) == "; known here: port, pool");
    CHECK(suggestion("something", {"host", "port"}) == "; known here: host, port");
    CHECK(suggestion("something", {}).empty());
    CHECK(suggestion("zzzz", std::vector<std::string>(13, "abc")).empty());
    CHECK(suggestion(std::string(100000, 'x'), {"port"}) == "; known here: port");
}

TEST_CASE("paths") {
    CHECK(member_path("$.server", "port") == "$.server.port");
    CHECK(member_path("$", "a b") == "$[\"a b\"]");
    CHECK(path_below("$.server", "/cors/origins/0") == "$.server.cors.origins[0]");
    CHECK(path_below("$", "/a~1b/c~0d") == "$[\"a/b\"][\"c~d\"]");
    CHECK(path_below("$.x", "") == "$.x");
    CHECK(path_below("$.x", "plain") == "$.x.plain");
    const std::vector<std::string> steps{"server", "cors", "origins", "0"};
    CHECK(steps_of("$.server.cors.origins[0]") == steps);
    CHECK(steps_of("/server/cors/origins/0") == steps);
    CHECK(steps_of("server.cors.origins[0]") == steps);
    CHECK(steps_of("$[\"a.b\"].c") == std::vector<std::string>{"a.b", "c"});
    CHECK(steps_of("").empty());
}

TEST_CASE("documents are read strictly") {
    struct row {
        const char *text, *path, *code, *part;
    };
    for (const auto& [text, path, code, part] :
         {row{"{\n  \"a\": 1,\n  \"b\" 2\n}", "f", "malformed_json", "line 3, column"},
          row{"", "f", "malformed_json", "line 1, column 1"},
          row{"{", "f", "malformed_json", "line 1"},
          row{"{} x", "f", "malformed_json", "line 1, column 4"},
          row{"{\"a\":1,}", "f", "malformed_json", "column 8"},
          row{"{ // no\n}", "f", "malformed_json", "comments"},
          row{"[1]", "f", "wrong_type", "object"},
          row{"{\"a\":\"\xff\"}", "f", "malformed_json", "column"},
          row{R"({"a":{"b":1,"c":[{"d":1},{"d":2,"d":3}]}})", "$.a.c[1].d", "duplicate_key",
              "twice in f"},
          row{R"({"a":1,"a":2})", "$.a", "duplicate_key", "keep one"}}) {
        INFO(text);
        report found;
        CHECK_FALSE(parse_document(text, "f", found));
        REQUIRE(found.faults.size() == 1);
        CHECK(found.faults[0].path == path);
        CHECK(found.faults[0].code == code);
        INFO(found.faults[0].message);
        CHECK(found.faults[0].message.find(part) != std::string::npos);
    }
    report found;
    const auto good =
        parse_document("\xef\xbb\xbf {\"a\":[{\"d\":1},{\"d\":2}],\"b\":{\"a\":1}}\n", "f", found);
    CHECK(good);
    CHECK(found.faults.empty());
    CHECK_FALSE(parse_document(std::string(1000, '['), "f", found));
}

TEST_CASE("substitution") {
    const testing::temp_folder folder;
    const auto file = folder.write("s", "from file\n").string();
    const environment_map env{{"HOST", "db"}, {"EMPTY", ""}, {"TRICK", "${HOST}"}};
    struct row {
        std::string text, expected;
        bool whole;
    };
    for (const auto& [text, expected, whole] :
         {row{"plain", "plain", false}, row{"${HOST}", "db", true},
          row{"a-${HOST}-b", "a-db-b", false}, row{"${NONE:x:y}", "x:y", true},
          row{"${NONE:}", "", true}, row{"${EMPTY:x}", "", true},
          row{"${HOST}${HOST}", "dbdb", false}, row{"$${HOST}", "${HOST}", false},
          row{"${TRICK}", "${HOST}", true}, row{"${file:" + file + "}", "from file", true},
          row{"$HOST", "$HOST", false}}) {
        INFO(text);
        const auto e = expand(text, env);
        CHECK(e.problem.empty());
        CHECK(e.text == expected);
        if (e.changed) CHECK(e.whole == whole);
    }
    CHECK(expand("${NONE}", env).problem.find("NONE is not set") != std::string::npos);
    CHECK(expand("${HOST", env).problem.find("never closed") != std::string::npos);
    CHECK(expand("${not a name}", env).problem.find("not a substitution") != std::string::npos);
    CHECK(expand("${}", env).problem.find("not a substitution") != std::string::npos);
    CHECK(expand("${file:/dev/zero}", env).problem.find("1 MiB") != std::string::npos);
    CHECK(expand("${file:/tmp}", env).problem.find("cannot be read") != std::string::npos);
    CHECK(expand("${file:/nowhere/at/all}", env).problem.find("/nowhere/at/all") !=
          std::string::npos);
}

TEST_CASE("text becomes what its field takes") {
    CHECK(convert("9000", &value_type_of<int>()) == 9000);
    CHECK(convert("true", &value_type_of<bool>()) == true);
    CHECK(convert("9000", &value_type_of<std::string>()) == "9000");
    CHECK(convert("true", &value_type_of<std::string>()) == "true");
    CHECK(convert("7", &value_type_of<std::optional<int>>()) == 7);
    CHECK(convert("many", &value_type_of<int>()) == "many");
    CHECK(convert("10MiB", &value_type_of<byte_size>()) == "10MiB");
    CHECK(convert("1024", &value_type_of<byte_size>()) == 1024);
    CHECK(convert("30s", &value_type_of<std::chrono::milliseconds>()) == "30s");
    CHECK(convert("[\"a\"]", &value_type_of<std::vector<std::string>>()) ==
          boost::json::parse("[\"a\"]"));
    CHECK(convert("false", nullptr) == false);
    CHECK(convert("text", nullptr) == "text");
}

TEST_CASE("names of variables") {
    for (const auto& [camel, upper] : {std::pair{"server", "SERVER"},
                                       {"rateLimit", "RATE_LIMIT"},
                                       {"publicUrl", "PUBLIC_URL"}}) {
        CHECK(upper_snake(camel) == upper);
        CHECK(lower_camel(upper) == camel);
    }
    CHECK(is_env_name("DATABASE_URL"));
    CHECK(is_env_name("_X1"));
    CHECK_FALSE(is_env_name("postgres://x"));
    CHECK_FALSE(is_env_name("1X"));
    CHECK_FALSE(is_env_name(""));
    CHECK_FALSE(is_env_name("Mixed"));
}

TEST_CASE("layers merge objects and replace the rest") {
    const auto object = [](const char* text) { return boost::json::parse(text).as_object(); };
    const std::vector<layer> layers{{"file", object(R"({"a":{"x":1,"y":[1,2]},"b":1})"), {}},
                                    {"env", object(R"({"a":{"y":[3]},"c":{"d":true}})"), {}}};
    CHECK(merge(layers) ==
          boost::json::parse(R"({"a":{"x":1,"y":[3]},"b":1,"c":{"d":true}})").as_object());
    CHECK(origin_of(layers, "$.a.x")->name == "file");
    CHECK(origin_of(layers, "$.a.y[0]")->name == "env");
    CHECK(origin_of(layers, "/a/y/1")->name == "file");
    CHECK(origin_of(layers, "$.a.z") == nullptr);
}

TEST_CASE("HKDF-SHA256 as in RFC 5869, case 3") {
    // IKM 22 × 0x0b, no salt, no info; the first 32 bytes of OKM.
    const auto key = derive_key(std::string(22, '\x0b'), "");
    std::string hex;
    for (const unsigned char c : key.reveal())
        hex.append(1, "0123456789abcdef"[c >> 4]).append(1, "0123456789abcdef"[c & 15]);
    CHECK(hex == "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d");
    CHECK(derive_key("k", "a").reveal() != derive_key("k", "b").reveal());
}

TEST_CASE("the key file is made once, for its owner only") {
    const testing::temp_folder folder;
    const auto file = folder.path() / "deeper" / "secret.key";
    std::vector<std::string> keys(8);
    {
        std::vector<std::jthread> racers;
        for (auto& key : keys) racers.emplace_back([&] { key = read_or_make_key(file).reveal(); });
    }
    for (const auto& key : keys) CHECK(key == keys[0]);
    CHECK(keys[0].size() == 64);
    struct stat info{};
    REQUIRE(::stat(file.c_str(), &info) == 0);
    CHECK((info.st_mode & 0777) == 0600);
    CHECK(std::distance(std::filesystem::directory_iterator{file.parent_path()}, {}) == 1);
    folder.write("short.key", "abc\n");
    CHECK_THROWS_AS(read_or_make_key(folder.path() / "short.key"), std::runtime_error);
    folder.write("a-file", "");
    CHECK_THROWS_AS(read_or_make_key(folder.path() / "a-file" / "secret.key"), std::runtime_error);
}
