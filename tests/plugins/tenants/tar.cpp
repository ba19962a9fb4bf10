// Archives: what tar reads, what damaged ones are taken for.
#include "domain/tar.hpp"
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_exception.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <cstdio>
#include <fstream>
#include <nucleus/testing/temp_folder.hpp>
#include <vector>

using namespace nucleus::tenants;
using kind = tar_reader::event::kind;

namespace {

struct entry {
    std::string name, contents;
    bool operator==(const entry&) const = default;
};

std::string archive_of(const std::vector<entry>& files) {
    std::string all;
    for (const auto& f : files)
        all += tar_header({f.name, f.contents.size()}, 1'700'000'000) + f.contents +
               tar_padding(f.contents.size());
    return all + tar_end();
}

/// Fed in pieces of that size.
std::vector<entry> read_archive(std::string_view all, std::size_t piece = 1'000'000) {
    tar_reader reader;
    std::vector<entry> found;
    for (;;) {
        const auto e = reader.next();
        switch (e.what) {
        case kind::hungry:
            reader.feed(all.substr(0, piece));
            all.remove_prefix(std::min(piece, all.size()));
            break;
        case kind::file: found.push_back({e.file.name, ""}); break;
        case kind::bytes: found.back().contents += e.bytes; break;
        case kind::closed: break;
        case kind::end: return found;
        }
    }
}

const std::vector<entry> samples{
    {"manifest.json", "{}"},
    {"empty.ndjson", ""},
    {"exactly_one_block", std::string(512, 'x')},
    {"one_more", std::string(513, 'y')},
    {std::string(100, 'n'), "a name as long as its field"},
    {std::string(150, 'p') + "/" + std::string(99, 'n'), "one in two fields"},
    {std::string(101, 'l'), "one that takes a record"},
    {std::string(300, 'd') + "/" + std::string(300, 'l'), "and a longer one"},
    {"caf\xc3\xa9", std::string("\0\n\xff", 3)},
};

std::string complaint(std::string_view all) {
    try {
        (void)read_archive(all);
    } catch (const bad_archive& e) {
        return e.what();
    }
    return "";
}

std::string output_of(const std::string& command) {
    std::string out;
    auto* pipe = ::popen(command.c_str(), "r");
    REQUIRE(pipe);
    for (int c = 0; (c = std::fgetc(pipe)) != EOF;) out.push_back(static_cast<char>(c));
    CHECK(::pclose(pipe) == 0);
    return out;
}

}

TEST_CASE("what was archived comes back, however it is cut into pieces") {
    const auto all = archive_of(samples);
    CHECK(all.size() % 512 == 0);
    for (const std::size_t piece : {1UL, 7UL, 511UL, 512UL, 513UL, 100'000UL}) {
        INFO(piece);
        CHECK(read_archive(all, piece) == samples);
    }
    CHECK(read_archive(tar_end()).empty());
}

TEST_CASE("tar reads it") {
    const nucleus::testing::temp_folder folder;
    const auto file = (folder.path() / "all.tar").string();
    std::ofstream{file, std::ios::binary} << archive_of(samples);
    std::string names;
    for (const auto& s : samples) names += s.name + "\n";
    CHECK(output_of("tar --quoting-style=literal -tf " + file) == names);
    for (const auto& s : samples)
        if (s.contents.find('\0') == std::string::npos)
            CHECK(output_of("tar -xOf " + file + " " + s.name) == s.contents);
    CHECK(output_of("TZ=UTC tar -tvf " + file + " manifest.json").starts_with("-rw------- 0/0"));
}

TEST_CASE("what tar wrote can be read") {
    const nucleus::testing::temp_folder folder;
    std::ofstream{folder.path() / "a.txt"} << "first";
    std::ofstream{folder.path() / "b.txt"} << std::string(2000, 'b');
    for (const auto* format : {"ustar", "pax", "gnu"}) {
        INFO(format);
        const auto file = (folder.path() / "all.tar").string();
        output_of("tar -C " + folder.path().string() + " --format=" + format + " -cf " + file +
                  " a.txt b.txt");
        std::ifstream in{file, std::ios::binary};
        const std::string all{std::istreambuf_iterator<char>{in}, {}};
        CHECK(read_archive(all) ==
              std::vector<entry>{{"a.txt", "first"}, {"b.txt", std::string(2000, 'b')}});
    }
}

TEST_CASE("files larger than eight gigabytes have their size in a record") {
    for (const std::uint64_t size :
         {(std::uint64_t{1} << 33) - 1, std::uint64_t{1} << 33, std::uint64_t{5'000'000'000'000}}) {
        const auto header = tar_header({"large.ndjson", size}, 0);
        CHECK(header.size() == (size < std::uint64_t{1} << 33 ? 512 : 3 * 512));
        tar_reader reader;
        reader.feed(header);
        const auto e = reader.next();
        CHECK(e.what == kind::file);
        CHECK(e.file.name == "large.ndjson");
        CHECK(e.file.size == size);
    }
    CHECK(tar_padding(std::uint64_t{1} << 33).empty());
    CHECK(tar_padding((std::uint64_t{1} << 33) + 1).size() == 511);
}

TEST_CASE("an archive that is not whole is refused, wherever it was cut off") {
    const auto all = archive_of({{"a", "contents"}, {std::string(101, 'l'), "b"}});
    for (std::size_t size = 0; size < all.size(); ++size)
        if (complaint(std::string_view{all}.substr(0, size)) !=
            "the archive is cut off: its end is missing")
            FAIL("cut off after " << size);
    CHECK(complaint(all).empty());
    CHECK(complaint(all + "and more").empty()); // tar pads archives to its block size
}

TEST_CASE("what is no archive, or a damaged one, is refused") {
    using Catch::Matchers::ContainsSubstring;
    const auto no_archive = "no tar archive";
    CHECK_THAT(complaint(std::string(2000, 'x')), ContainsSubstring(no_archive));
    CHECK_THAT(complaint("\x1f\x8b" + std::string(2000, '\1')), ContainsSubstring(no_archive));
    const auto all = archive_of({{"a", "contents"}});
    for (const auto at : {0UL, 100UL, 124UL, 130UL, 148UL, 150UL, 156UL}) { // of the first header
        auto damaged = all;
        damaged[at] = damaged[at] == '7' ? '6' : '7';
        INFO(at);
        CHECK_THAT(complaint(damaged), ContainsSubstring("damaged"));
    }
    // Records that lie about their length.
    auto lying = archive_of({{std::string(101, 'l'), "b"}});
    for (const auto* length : {"999", "  0", "  1", "abc"}) {
        lying.replace(512, 3, length);
        CHECK_THAT(complaint(lying), ContainsSubstring("damaged"));
    }
}

TEST_CASE("links and devices are no contents") {
    auto all = archive_of({{"a", ""}});
    all[156] = '2';
    unsigned sum = 0;
    for (std::size_t i = 0; i < 512; ++i)
        sum += i >= 148 && i < 156 ? unsigned{' '} : static_cast<unsigned char>(all[i]);
    char digits[8];
    std::snprintf(digits, sizeof digits, "%06o", sum);
    all.replace(148, 6, digits);
    CHECK(complaint(all) == "the archive has something other than files in it");
}

TEST_CASE("a file without a name cannot be archived") {
    CHECK_THROWS_AS(tar_header({"", 0}, 0), std::invalid_argument);
    CHECK_THROWS_AS(tar_header({std::string("a\0b", 3), 0}, 0), std::invalid_argument);
}
