// Names, shapes, catalog rows, services and errors.
#include <catch2/catch_test_macros.hpp>
#include <nucleus/catalog.hpp>
#include <nucleus/describe.hpp>
#include <nucleus/pg/database.hpp>
#include <nucleus/services.hpp>
#include <stdexcept>

using namespace nucleus;

namespace sdk_test {

struct sample {
    std::string first_name;
    std::optional<int> age;
    bool remember_me = false;
    std::vector<std::string> tags;
    secret_string password;
};
NUCLEUS_DESCRIBE(sample, (first_name, "Name", max_length(9)), (age, "Years", nullable, at_least(0)),
                 (remember_me, "Longer", defaulted), (tags, "Words", named("labels")),
                 (password, "Secret"))

}

TEST_CASE("names change their case") {
    CHECK(detail::camel_case("first_name") == "firstName");
    CHECK(detail::camel_case("a__b_") == "aB");
    CHECK(detail::camel_case("already") == "already");
    CHECK(detail::camel_case("line_2_text") == "line2Text");
    CHECK(detail::pascal_case("login_request") == "LoginRequest");
    CHECK(detail::camel_case("").empty());
}

TEST_CASE("a described struct has its shape") {
    const auto& s = shape_of<sdk_test::sample>();
    CHECK(s.name == "Sample");
    REQUIRE(s.fields.size() == 5);
    CHECK(s.find("firstName") == &s.fields[0]);
    CHECK(s.find("first_name") == nullptr);
    CHECK(s.find("labels") == &s.fields[3]);
    CHECK(s.fields[0].required);
    CHECK(s.fields[0].max_length == 9U);
    CHECK(!s.fields[1].required);
    CHECK(s.fields[1].nullable);
    CHECK(!s.fields[2].required);
    CHECK(s.fields[4].secret);
    sdk_test::sample value;
    CHECK(reinterpret_cast<char*>(&value) + s.fields[3].offset ==
          reinterpret_cast<char*>(&value.tags));
}

TEST_CASE("cells hold PostgreSQL's text form") {
    cell c;
    CHECK(cell_type(value_kind::text).absent(&c));
    const auto assign = [&](value_kind k, const scalar& v) {
        cell_type(k).assign(cell_type(k), &c, v);
        return c.text;
    };
    CHECK(assign(value_kind::boolean, true) == "t");
    CHECK(assign(value_kind::integer, std::int64_t{-5}) == "-5");
    CHECK(assign(value_kind::number, 0.1) == "0.1");
    CHECK(assign(value_kind::text, std::string_view{"x"}) == "x");
    CHECK(!cell_type(value_kind::text).absent(&c));
    CHECK(assign(value_kind::text, std::monostate{}).empty());
    CHECK(c.is == cell::state::null);
    const auto& array = cell_type(value_kind::integer, true);
    CHECK(array.holds == container::list);
    array.clear(&c);
    array.element->assign(*array.element, array.append(&c, {}), std::int64_t{7});
    CHECK(array.size(&c) == 1);
    CHECK(c.is == cell::state::value);
    CHECK(c.items[0].text == "7");
    shape s;
    s.fields.resize(2);
    s.fields[1].name = "b";
    const record r{s};
    CHECK(r.find("b") == &r.cells[1]);
    CHECK(r.find("c") == nullptr);
}

TEST_CASE("a catalog refuses paths that no router could match") {
    catalog c;
    const auto add = [&](const char* path) {
        c.get("KEY", path, access::anyone, limit::open, {}, "Summary");
    };
    for (const auto* good : {"/", "/a", "/a/:id", "/a/:id/b-c.d~e", "/openapi.json"})
        CHECK_NOTHROW(add(good));
    for (const auto* bad :
         {"", "a", "//", "/a//b", "/a/", "/a b", "/:", "/a/:i-d", "/%41", "/a?b"}) {
        INFO(bad);
        CHECK_THROWS_AS(add(bad), std::invalid_argument);
    }
    CHECK(c.rows().size() == 5);
    handler reads;
    reads.body = &shape_of<sdk_test::sample>();
    const auto& row = c.post("ADD", "/x", access::session, limit::user, reads, "Add");
    CHECK(row.body == body_mode::json);
    CHECK(row.body_shape == reads.body);
    CHECK(c.rows().front().body == body_mode::none);
}

TEST_CASE("errors carry their wording") {
    CHECK(error{}.kind == &errors::internal);
    CHECK(error{errors::conflict}.text() == errors::conflict.message);
    CHECK(error{errors::conflict, "Taken."}.text() == "Taken.");
    const result<int> refused = error{errors::conflict, "Taken."};
    try {
        static_cast<void>(refused.value());
        FAIL("no exception");
    } catch (const failure& f) {
        CHECK(f.reason().kind == &errors::conflict);
        CHECK(std::string_view{f.what()}.find("Taken.") != std::string_view::npos);
    }
}

TEST_CASE("secrets stay with their owner") {
    secret_string a{"a longer secret than fits in place"};
    secret_string b{std::move(a)};
    CHECK(a.empty()); // NOLINT(bugprone-use-after-move): that is the question
    CHECK(b.reveal() == "a longer secret than fits in place");
    a = b;
    b = secret_string{"x"};
    CHECK(a.reveal().size() == 34);
    CHECK(b.reveal() == "x");
}
