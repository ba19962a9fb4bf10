// The manifest of an archive, and its lines.
#include "domain/archive.hpp"
#include "domain/tar.hpp"
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <nucleus/json/json.hpp>

using namespace nucleus;
using namespace nucleus::tenants;

namespace {

std::string complaint(std::string_view manifest) {
    try {
        (void)read_manifest(manifest);
    } catch (const bad_archive& e) {
        return e.what();
    }
    return "";
}

}

TEST_CASE("a manifest reads back what was written") {
    tenant_manifest m;
    m.version = "abc", m.exported_at = "2026-01-02T03:04:05Z", m.id = "i", m.subdomain = "ada";
    m.company_id = "c", m.god_admin_email = "ada@example.com", m.plan = "free", m.max_users = 7;
    m.settings.text = R"({"a":[1,null]})", m.trusted_sources.text = "[]";
    m.features.push_back({"exports", false, {R"({"n":1})"}});
    m.tables.push_back({"users", {"id", "e\"mail"}, 3, 1 << 20});
    const auto back = read_manifest(json::to_text(m));
    CHECK(back.version == "abc");
    CHECK_FALSE(back.company_name);
    CHECK(back.max_users == 7);
    CHECK(back.settings.text == m.settings.text);
    REQUIRE(back.features.size() == 1);
    CHECK_FALSE(back.features[0].enabled);
    CHECK(back.features[0].config.text == R"({"n":1})");
    REQUIRE(back.tables.size() == 1);
    CHECK(back.tables[0].columns == m.tables[0].columns);
    CHECK(back.tables[0].rows == 3);
    CHECK(back.tables[0].bytes == 1 << 20);
    CHECK(file_of_table("users") == "users.ndjson");
}

TEST_CASE("a manifest of another format is refused with a sentence") {
    using Catch::Matchers::StartsWith;
    const std::string sentence = "this version cannot read the archive: its manifest is of another";
    for (const auto* text : {"", "{}", "[]", "{\"format\":1}", "no json"}) {
        INFO(text);
        CHECK_THAT(complaint(text), StartsWith(sentence));
    }
    tenant_manifest m;
    m.settings.text = m.trusted_sources.text = "{}";
    CHECK(complaint(json::to_text(m)).empty());
    m.format = 2;
    CHECK_THAT(complaint(json::to_text(m)), StartsWith(sentence));
    m.format = 1;
    m.tables.push_back({"users", {}, -1, 0});
    CHECK_THAT(complaint(json::to_text(m)), StartsWith(sentence));
}

TEST_CASE("lines become arrays, whatever the pieces") {
    const std::string file = "{\"a\":1}\n{\"b\":\"x\"}\n\n{\"c\":3}\n";
    for (std::size_t piece = 1; piece <= file.size(); ++piece) {
        row_batches batches;
        for (std::size_t at = 0; at < file.size(); at += piece)
            batches.add(std::string_view{file}.substr(at, piece));
        CHECK(batches.take() == R"([{"a":1},{"b":"x"},{"c":3}])");
        CHECK(batches.take().empty());
        CHECK(batches.take(true).empty());
    }
}

TEST_CASE("a line that is not complete waits for its end") {
    row_batches batches;
    batches.add("{\"a\":1}\n{\"b\"");
    CHECK(batches.take() == R"([{"a":1}])");
    CHECK(batches.take().empty());
    batches.add(":2}");
    CHECK(batches.take().empty());
    CHECK(batches.take(true) == R"([{"b":2}])");
}

TEST_CASE("batches are bounded by their size, not by their number of rows") {
    row_batches batches;
    const std::string row = "{\"a\":\"" + std::string(1000, 'x') + "\"}\n";
    std::size_t rows = 0;
    for (; !batches.full(); ++rows) batches.add(row);
    CHECK(rows > 400);
    CHECK(rows < 600);
    batches.add(std::string(1'000'000, 'y')); // one row, not complete
    CHECK(batches.full());
    (void)batches.take();
    CHECK_FALSE(batches.full());
}
