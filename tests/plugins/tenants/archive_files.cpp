// The files of an archive, one after the other.
#include "archiving/archive_files.hpp"
#include <catch2/catch_test_macros.hpp>

using namespace nucleus::tenants;

namespace {

std::string file(const std::string& name, const std::string& contents) {
    return tar_header({name, contents.size()}, 0) + contents + tar_padding(contents.size());
}

/// Gives out an archive in pieces of that size.
struct source {
    std::string all;
    std::size_t piece;
    std::size_t at = 0;
    std::string_view operator()() {
        const auto next = std::string_view{all}.substr(at, piece);
        at += next.size();
        return next;
    }
};

std::string rest_of(archive_files& files) {
    std::string contents;
    for (auto piece = files.more(); !piece.empty(); piece = files.more()) contents += piece;
    return contents;
}

}

TEST_CASE("files come one after the other, read or not") {
    const std::string large(3000, 'x');
    for (const std::size_t piece : {1UL, 100UL, 512UL, 100'000UL}) {
        INFO(piece);
        archive_files files{source{file("a", "first") + file("b", large) + file("none", "") +
                                       file("c", large) + file("d", "last") + tar_end(),
                                   piece}};
        CHECK(files.more().empty()); // of none
        CHECK(files.next()->name == "a");
        CHECK(rest_of(files) == "first");
        CHECK(files.more().empty());
        CHECK(files.next()->size == large.size());
        CHECK(files.next()->name == "none"); // b was passed over
        CHECK(rest_of(files).empty());
        CHECK(files.next()->name == "c");
        CHECK_FALSE(files.more().empty()); // some of it
        CHECK(files.next()->name == "d");
        CHECK(rest_of(files) == "last");
        CHECK_FALSE(files.next());
        CHECK_FALSE(files.next());
    }
}

TEST_CASE("an archive that ends within a file is no archive") {
    archive_files files{source{file("a", "contents").substr(0, 515), 600}};
    CHECK(files.next()->name == "a");
    CHECK(files.more() == "con");
    CHECK_THROWS_AS(files.more(), bad_archive);
}
