// Secrets: what they may be, what they become, and that they stay hidden.
#include "hello_section.hpp"

using namespace nucleus;
using namespace nucleus::testing;

TEST_CASE("secrets: production wants names of strong, set variables") {
    const auto production = [](std::string_view secret,
                               std::map<std::string, std::string> environment) {
        attempt a{R"({"server":{"secret":)" + std::string{secret} + "}}"};
        a.from.environment = std::move(environment);
        a.load();
        return a;
    };
    CHECK(production(R"("S")", {{"S", testing::strong}}).config);
    CHECK(production(R"("${S}")", {{"S", testing::strong}}).config);
    CHECK(production(R"("S")", {{"S", "weak"}}).at("$.server.secret")->code == "weak_secret");
    CHECK(production(R"("S")", {}).at("$.server.secret")->code == "unset_variable");
    CHECK(production(R"("S")", {{"S", ""}}).at("$.server.secret")->code == "unset_variable");
    CHECK(production(R"("")", {}).at("$.server.secret")->code == "required");
    const auto literal = production("\"" + testing::strong + "\"", {});
    CHECK(literal.at("$.server.secret")->code == "literal_secret");
    CHECK(literal.told().find(testing::strong) == std::string::npos);
    const auto file = testing::temp_folder{};
    file.write("s", testing::strong + "\n");
    const auto from_file = production("\"${file:" + (file.path() / "s").string() + "}\"", {});
    REQUIRE(from_file.config);
    CHECK(from_file.config->secret(server(from_file).secret).reveal() == testing::strong);
}

TEST_CASE("secrets: what they resolve to") {
    auto a = with_plugins(
        R"({"mode":"development","hello":{"token":{"secret":"literal text","keys":{"a":"KEY","b":"${UPPER}"}}}})");
    a.from.environment = {{"KEY", "resolved"}, {"UPPER", "ABCDEF"}};
    a.load();
    INFO(a.told());
    REQUIRE(a.config);
    const auto& token = a.config->get<hello_config>("hello").token;
    CHECK(a.config->secret(token.secret).reveal() == "literal text");
    CHECK(a.config->secret(token.keys.at("a")).reveal() == "resolved");
    CHECK(a.config->secret(token.keys.at("b")).reveal() == "ABCDEF");
    CHECK(a.config->secret("NOT_SET").empty());
    CHECK(a.config->secret("").empty());
    const auto references = a.config->env_references();
    REQUIRE(references.size() == 1);
    CHECK(references[0].name == "KEY");
    CHECK(references[0].path == "$.hello.token.keys.a");
    CHECK(references[0].resolved);
}

TEST_CASE("keys are derived from the secret, or from one made on first use") {
    attempt a{R"({"mode":"development","database":{"dataDir":"${DIR}/data"}})"};
    a.from.environment = {{"DIR", a.folder->path()}};
    a.load();
    INFO(a.told());
    REQUIRE(a.config);
    CHECK(a.config->data_dir() == a.folder->path() / "data");
    CHECK_FALSE(std::filesystem::exists(a.folder->path() / "data"));
    a.config->ensure_secret();
    CHECK(std::filesystem::exists(a.folder->path() / "data" / "secret.key"));
    const auto key = a.config->derived_key("cursors");
    CHECK(key.reveal().size() == 32);
    CHECK(key.reveal() != a.config->derived_key("outbox").reveal());
    a.load();
    CHECK(key.reveal() == a.config->derived_key("cursors").reveal());

    CHECK(a.config->previous_key("cursors").empty());

    attempt b{
        R"({"server":{"secret":"S","previousSecret":"P"},"database":{"dataDir":"/nowhere"}})"};
    b.from.environment = {{"S", testing::strong}, {"P", testing::strong + "-old"}};
    b.load();
    INFO(b.told());
    REQUIRE(b.config);
    CHECK(b.config->previous_key("cursors").reveal().size() == 32);
    CHECK(b.config->previous_key("cursors").reveal() != b.config->derived_key("cursors").reveal());
    b.config->ensure_secret();
    CHECK(b.config->derived_key("cursors").reveal().size() == 32);
    CHECK_FALSE(std::filesystem::exists("/nowhere"));
}

TEST_CASE("no secret is ever shown") {
    auto a = with_plugins(
        R"({"mode":"development","server":{"secret":"TOP","metricsToken":"literal-token"},
        "database":{"replicas":["postgres://u:p4ssw0rd@h/d"]},
        "hello":{"pin":"1234-5678","token":{"secret":"${file:FILE}","keys":{"a":"in-a-map"}}}})");
    const auto file = a.folder->write("token", "from-a-file");
    auto text =
        std::string{
            R"({"mode":"development","server":{"secret":"TOP","metricsToken":"literal-token"},)"} +
        R"("database":{"replicas":["postgres://u:p4ssw0rd@h/d"]},"hello":{"pin":"1234-5678","token":{"secret":"${file:)" +
        file.string() + R"(}","keys":{"a":"in-a-map"}}}})";
    a.from.file = a.folder->write("config.json", text);
    a.from.environment = {{"TOP", "environment-secret"}};
    a.load();
    INFO(a.told());
    REQUIRE(a.config);
    const auto shown =
        a.config->masked_json() + a.config->masked_json("hello") + a.config->masked_json("server");
    for (const auto* forbidden : {"TOP", "literal-token", "p4ssw0rd", "1234-5678", "from-a-file",
                                  "in-a-map", "environment-secret"}) {
        INFO(forbidden);
        CHECK(shown.find(forbidden) == std::string::npos);
    }
    CHECK(a.config->masked_json("hello").find(R"("pin":"***")") != std::string::npos);
    CHECK(a.config->masked_json("database").find(R"("replicas":["***"])") != std::string::npos);
    CHECK(a.config->masked_json("database").find(R"("url":"")") != std::string::npos);
    CHECK(a.config->masked_json().find(R"("appId":"nucleus")") != std::string::npos);
    CHECK_THROWS_AS(a.config->masked_json("nobody"), std::out_of_range);
}

TEST_CASE("runtime overrides cannot read files or variables") {
    attempt a{R"({"mode":"development"})"};
    a.from.overrides = R"({"appId":"${file:/etc/hostname}"})";
    a.load();
    CHECK_FALSE(a.config);
    CHECK(a.tells("$.appId", "runtime overrides"));
}
