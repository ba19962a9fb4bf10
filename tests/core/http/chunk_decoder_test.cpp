// The chunked coding, whole and in the worst pieces.
#include "http/chunk_decoder.hpp"
#include <catch2/catch_test_macros.hpp>

using namespace nucleus;
using namespace nucleus::http;

namespace {
struct decoded {
    std::string body;
    int status = 0; ///< 200 done, 0 unfinished
    std::size_t used = 0;
};
decoded decode(std::string_view text, std::size_t piece, std::uint64_t limit = 1000) {
    chunk_decoder d{limit};
    decoded out;
    while (out.used < text.size() && !d.done() && !d.refused())
        out.used += d.feed(text.substr(out.used, piece), out.body);
    out.status = d.refused() ? d.refused().kind->status : d.done() ? 200 : 0;
    return out;
}
}

TEST_CASE("chunks are joined, whatever the pieces; what follows stays") {
    const std::string text = "4\r\nWiki\r\n06;ext=\"a;b\"\r\npedia \r\nE\r\nin "
                             "\r\n\r\nchunks.\r\n0\r\nHost: evil\r\nX: y\r\n\r\n";
    for (std::size_t piece = 1; piece < 12; ++piece) {
        const auto d = decode(text + "GET /next", piece);
        CHECK(d.status == 200);
        CHECK(d.body == "Wikipedia in \r\n\r\nchunks.");
        CHECK(d.used == text.size());
    }
}

TEST_CASE("a broken chunked body is refused") {
    const std::vector<std::pair<std::string, int>> table{
        {"g\r\n", 400},
        {"\r\n", 400},
        {" 4\r\nWiki", 400},
        {"0x4\r\nWiki", 400},
        {"-4\r\nWiki", 400},
        {"4\nWiki", 400},
        {"4 \r\nWiki", 400},
        {"4\r\nWikip\r\n", 400},
        {"4\r\nWiki\n", 400},
        {"4\r\nWiki\rX", 400},
        {"4;a\x01\r\n", 400},
        {"4;a\n", 400},
        {"0\r\nX: y\n\r\n", 400},
        {"0\r\nX\ry\r\n\r\n", 400},
        {"0\r\n\n", 400},
        {"0\r\nX: \x02\r\n\r\n", 400},
        {"3e9\r\n", 413},
        {"fffffffffffffff\r\n", 413},
        {"10000000000000000\r\n", 413},
        {"1;" + std::string(9000, 'x'), 400},
        {"0\r\n" + std::string(9000, 'x'), 400},
        {"4\r\nWi", 0},
        {"4\r\nWiki\r\n0\r\n", 0},
    };
    for (const auto& [text, status] : table) {
        INFO(text.substr(0, 60));
        for (const std::size_t piece : {1UL, 3UL, 10000UL})
            CHECK(decode(text, piece).status == status);
    }
}

TEST_CASE("many small extensions count together") {
    std::string text;
    for (int i = 0; i < 500; ++i) text += "1;" + std::string(30, 'e') + "\r\nx\r\n";
    CHECK(decode(text, 4096).status == 400);
}

TEST_CASE("the limit is on the sum of the chunks") {
    std::string text;
    for (int i = 0; i < 11; ++i) text += "64\r\n" + std::string(100, 'x') + "\r\n";
    CHECK(decode(text + "0\r\n\r\n", 4096, 1000).status == 413);
    CHECK(decode(text + "0\r\n\r\n", 4096, 1100).status == 200);
}
