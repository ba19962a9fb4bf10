#include "domain/seed_plan.hpp"
#include "sample.hpp"
#include <catch2/catch_test_macros.hpp>

using namespace nucleus;
using namespace nucleus::crud;
using namespace nucleus::crud::testing;

namespace {

constexpr const char* one = "00000000-0000-7000-8000-0000000000aa";
constexpr const char* two = "00000000-0000-7000-8000-0000000000bb";

column_config reference(std::string name, std::string table, std::string column = "id") {
    auto c = col(std::move(name), column == "id" ? column_type::uuid : column_type::text);
    c.references = reference_config{std::move(table), std::move(column), {}, {}};
    return c;
}

/// Nodes of a tree that belong to shelves, by their names; and shelves, which have a first node.
std::vector<std::unique_ptr<entity>> library() {
    entity_config nodes, shelves;
    nodes.table_name = "nodes";
    nodes.columns = {col("title", column_type::text, true), reference("parent_id", "nodes"),
                     reference("shelf", "shelves", "name"), reference("keeper_id", "users")};
    shelves.table_name = "shelves";
    shelves.columns = {col("name", column_type::text, true), reference("first_id", "nodes")};
    shelves.columns.front().unique = true;
    return make_entities({{nodes, shelves}}, {});
}

std::string row(std::string text) {
    for (auto at = text.find('\''); at != text.npos; at = text.find('\'')) text[at] = '"';
    return text;
}

struct planned {
    std::vector<std::string> faults; ///< "/nodes/0/title required"
    std::vector<std::string> steps;  ///< "nodes 2"
};

planned plan(const std::map<std::string, std::vector<std::string>>& given) {
    seed_rows rows;
    for (const auto& [table, list] : given)
        for (const auto& text : list) rows[table].push_back({row(text)});
    const auto all = library();
    std::vector<fault> found;
    const auto steps = plan_seed(all, rows, found);
    planned p;
    for (const auto& f : found) p.faults.push_back(f.path + " " + f.code);
    for (const auto& s : steps)
        p.steps.push_back(s.of->table + " " + std::to_string(s.rows.size()));
    return p;
}

using list = std::vector<std::string>;

}

TEST_CASE("rows of a seed come after those that they refer to, alike ones together") {
    const auto id = std::string{"{'id':'"} + one + "','title':'root'}";
    const auto leaf = std::string{"{'title':'leaf','parentId':'"} + one + "'}";
    // The id of the parent in the other case, and written in SQL's way.
    const auto other =
        std::string{"{'title':'leaf','parent_id':'00000000-0000-7000-8000-0000000000AA'}"};
    const auto p = plan({{"nodes", {leaf, id, other, "{'title':'lone'}"}},
                         {"shelves", {std::string{"{'name':'a','firstId':'"} + one + "'}"}}});
    CHECK(p.faults.empty());
    CHECK(p.steps == list{"nodes 2", "nodes 2", "shelves 1"});
    CHECK(plan({}).steps.empty());
}

TEST_CASE("rows of a seed refer by any unique column, to themselves, and to tables of plugins") {
    const auto p =
        plan({{"nodes",
               {"{'title':'a','shelf':'top'}",
                std::string{"{'id':'"} + one + "','title':'own','parentId':'" + one + "'}",
                std::string{"{'title':'kept','keeperId':'"} + two + "','parentId':null}"}},
              {"shelves", {"{'name':'top'}"}}});
    CHECK(p.faults.empty());
    CHECK(p.steps == list{"nodes 1", "nodes 1", "shelves 1", "nodes 1"});
}

TEST_CASE("what is wrong with rows of a seed is told with its place, all of it") {
    CHECK(plan({{"nods", {"{}"}}, {"users", {"{}"}}}).faults ==
          list{"/nods unknown_entity", "/users unknown_entity"});
    CHECK(plan({{"nodes",
                 {"{}", "{'title':1}", "{'title':'x','colour':'red'}", "7",
                  "{'title':'x','createdAt':'2026-01-01T00:00:00Z'}", "{'title':'x','id':'y'}",
                  "{'title':'x','id':null}"}}})
              .faults == list{"/nodes/0/title required", "/nodes/1/title wrong_type",
                              "/nodes/2/colour unknown_field", "/nodes/3 wrong_type",
                              "/nodes/4/createdAt read_only", "/nodes/5/id malformed",
                              "/nodes/6/id wrong_type"});
    const auto id = std::string{"{'id':'"} + one + "','title':'x'}";
    CHECK(plan({{"nodes", {id, id}}}).faults == list{"/nodes/1/id duplicate"});
}

TEST_CASE("a reference of a seed that leads to no row of it is told") {
    const auto lost = std::string{"{'title':'x','parentId':'"} + two + "'}";
    CHECK(plan({{"nodes", {lost, "{'title':'x','shelf':'top'}"}}}).faults ==
          list{"/nodes/0/parentId missing_reference", "/nodes/1/shelf missing_reference"});
    const auto node = [](const char* id, const char* parent) {
        return std::string{"{'title':'x','id':'"} + id + "','parentId':'" + parent + "'}";
    };
    // The first only waits for those that cannot begin.
    const auto waits = std::string{"{'title':'w','parentId':'"} + one + "'}";
    const auto circle = plan({{"nodes", {waits, node(one, two), node(two, one)}}});
    CHECK(circle.faults == list{"/nodes/1 circular"});
}

TEST_CASE("nobody owns a row of a seed unless it says who") {
    entity_config notes;
    notes.table_name = "notes";
    notes.columns = {col("title", column_type::text), col("owner_id", column_type::uuid, true)};
    notes.ownership = "owner_id";
    const auto all = make_entities({{notes}}, {});
    std::vector<fault> found;
    CHECK(plan_seed(all, {{"notes", {{R"({"title":"x"})"}}}}, found).empty());
    REQUIRE(found.size() == 1);
    CHECK(found.front().path == "/notes/0/ownerId");
    CHECK(found.front().code == "required");
}
