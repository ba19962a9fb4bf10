#include "domain/cursor.hpp"
#include "sample.hpp"
#include <catch2/catch_test_macros.hpp>
#include <nucleus/crypto/digest.hpp>

using namespace nucleus::crud;
using nucleus::secret_string;

namespace {

secret_string key(char c) { return secret_string{std::string(32, c)}; }

const cursor_keys keys = cursor_keys_of(key('k'), {});
const cursor_scope adas{"products", "ada", "t1"};

cursor sample() {
    return {R"([{"field":"price"}])",
            "[]",
            "",
            deleted_mode::only,
            {"12.50", std::nullopt, "", "0:-\n", std::string(300, 'x')}};
}

std::string code(const nucleus::result<cursor>& r) {
    return r ? "read" : std::string{r.error().kind->code};
}

}

TEST_CASE("a cursor is read as it was written") {
    const auto text = write_cursor(sample(), adas, keys);
    CHECK(text.find_first_of("+/=") == text.npos);
    const auto back = read_cursor(text, adas, keys);
    REQUIRE(back.has_value());
    CHECK(back->sort == sample().sort);
    CHECK(back->filters == "[]");
    CHECK(back->search.empty());
    CHECK(back->deleted == deleted_mode::only);
    CHECK(back->after == sample().after);
}

TEST_CASE("a cursor is good for its own list only") {
    const auto text = write_cursor(sample(), adas, keys);
    CHECK(code(read_cursor(text, {"orders", "ada", "t1"}, keys)) == "cursor_mismatch");
    CHECK(code(read_cursor(text, {"products", "bob", "t1"}, keys)) == "cursor_mismatch");
    CHECK(code(read_cursor(text, {"products", "", "t1"}, keys)) == "cursor_mismatch");
    CHECK(code(read_cursor(text, {"products", "ada", "t2"}, keys)) == "cursor_mismatch");
    // The parts do not run into each other.
    CHECK(code(read_cursor(text, {"product", "sada", "t1"}, keys)) == "cursor_mismatch");
}

TEST_CASE("no byte of a cursor can be changed") {
    const auto bytes = *nucleus::crypto::from_base64url(write_cursor(sample(), adas, keys));
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        auto changed = bytes;
        changed[i] = static_cast<char>(changed[i] ^ 1);
        CHECK(code(read_cursor(nucleus::crypto::base64url(changed), adas, keys)) ==
              "invalid_query");
        CHECK(code(read_cursor(nucleus::crypto::base64url(bytes.substr(0, i)), adas, keys)) ==
              "invalid_query");
    }
    for (const auto* nonsense : {"", "x", "====", "%00", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"})
        CHECK(code(read_cursor(nonsense, adas, keys)) == "invalid_query");
}

TEST_CASE("a cursor outlives one rotation of the secret") {
    const auto next = cursor_keys_of(key('n'), key('k'));
    const auto after = cursor_keys_of(key('a'), key('n'));
    const auto text = write_cursor(sample(), adas, keys);
    CHECK(code(read_cursor(text, adas, next)) == "read");
    CHECK(code(read_cursor(text, adas, after)) == "invalid_query");
    // Without a previous secret there is no empty key that would do.
    const auto forged = write_cursor(sample(), adas, cursor_keys_of({}, {}));
    CHECK(code(read_cursor(forged, adas, keys)) == "invalid_query");
}

TEST_CASE("what a cursor's list repeats must mean the same") {
    const auto e = testing::make(testing::products());
    const viewer nobody{nullptr};
    const auto on = [&](const list_parameters& first, const list_parameters& then) {
        auto c = cursor_of(first);
        c.after = {std::nullopt, std::nullopt};
        const auto q = continue_list(*e, then, c, nobody, {});
        return q ? "goes on" : std::string{q.error().kind->code};
    };
    list_parameters plain, sorted, spaced, filtered, older;
    sorted.sort = R"([{"field":"title"}])";
    spaced.sort = R"( [ {"direction":"asc", "field" : "title"} ] )";
    older.order_by = "title";
    filtered.filters = R"([{"field":"stock","operator":"gt","value":3}])";
    CHECK(on(sorted, plain) == "goes on");
    CHECK(on(sorted, sorted) == "goes on");
    CHECK(on(sorted, spaced) == "goes on");
    CHECK(on(sorted, older) == "goes on");
    CHECK(on(older, sorted) == "goes on");
    CHECK(on(plain, sorted) == "cursor_mismatch");
    CHECK(on(plain, filtered) == "cursor_mismatch");
    CHECK(on(filtered, plain) == "goes on");
    auto other = filtered;
    other.filters = R"([{"field":"stock","operator":"gt","value":4}])";
    CHECK(on(filtered, other) == "cursor_mismatch");
    other.filters = R"([{"value":3,"operator":"gt","field":"stock"}])";
    CHECK(on(filtered, other) == "goes on");
    auto paged = plain;
    paged.cursor = "x", paged.page = 2;
    CHECK(on(plain, paged) == "invalid_query");
}
