// The database follows the declaration, and never loses data by itself.
#include "crud_world.hpp"
#include <csignal>

using namespace nucleus::testing;

namespace {

std::string items(std::string_view columns, std::string_view more = "") {
    return R"([{"table_name":"items","columns":[)" + std::string{columns} + "]" +
           std::string{more} + "}]";
}

/// Stops the server and starts another on the same database; its exit code and what it wrote.
finished restart_with(crud_world& w, const std::string& entities) {
    if (w.server().pid() > 0) w.server().stop();
    w.server().write_config(w.config_text(entities));
    return run_nucleusd(
        {"migrate", "apply", "--config", (w.server().folder() / "config.json").string()},
        crud_world::environment());
}

}

TEST_CASE("what is added to the declaration is added to the table") {
    crud_world w{items(R"({"name":"a","type":"varchar","length":10})")};
    REQUIRE(w.god().post("/items", R"({"a":"x"})").status == 201);
    const auto done =
        restart_with(w, items(R"({"name":"a","type":"varchar","length":20,"notNull":true},
        {"name":"b","type":"integer","notNull":true,"default":7,"validation":{"min":1}})",
                              R"(,"indexes":[{"name":"items_b_idx","columns":["b"]}])"));
    INFO(done.err);
    CHECK(done.code == 0);
    const auto again =
        restart_with(w, items(R"({"name":"a","type":"varchar","length":20,"notNull":true},
        {"name":"b","type":"integer","notNull":true,"default":7,"validation":{"min":1}})",
                              R"(,"indexes":[{"name":"items_b_idx","columns":["b"]}])"));
    CHECK(again.code == 0);
    CHECK(again.out.find("items") == std::string::npos);
}

TEST_CASE("a change that could lose data is refused and names entity, column and remedy") {
    crud_world w{items(R"({"name":"a","type":"varchar","length":20},{"name":"b","type":"text"})")};
    REQUIRE(w.god().post("/items", R"({"a":"0123456789abc"})").status == 201);
    const auto narrower = restart_with(
        w, items(R"({"name":"a","type":"varchar","length":10},{"name":"b","type":"text"})"));
    CHECK(narrower.code != 0);
    CHECK(narrower.err.find("items") != std::string::npos);
    CHECK(narrower.err.find("items.a") != std::string::npos);
    CHECK(narrower.err.find("--allow-destructive") != std::string::npos);
    const auto required = restart_with(
        w,
        items(
            R"({"name":"a","type":"varchar","length":20},{"name":"b","type":"text","notNull":true})"));
    CHECK(required.code != 0);
    CHECK(required.err.find("items.b") != std::string::npos);
    CHECK(required.err.find("fill them in first") != std::string::npos);
}
