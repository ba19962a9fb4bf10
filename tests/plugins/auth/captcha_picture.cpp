// What people are shown.
#include "domain/captcha_picture.hpp"
#include "captcha/png.hpp"
#include "domain/letters.hpp"
#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <gd.h>
#include <memory>
#include <nucleus/crypto/random.hpp>
#include <set>

using namespace nucleus;
using namespace nucleus::auth;

namespace {

int inked(const captcha_picture& p) {
    return static_cast<int>(std::ranges::count_if(p.ink, [](auto i) { return i > 127; }));
}

}

TEST_CASE("every letter has lines of its own, and nothing else has any") {
    std::set<std::string> drawn;
    for (const char letter : captcha_letters) {
        const auto lines = lines_of(letter);
        INFO(letter);
        CHECK(!lines.empty());
        std::string all;
        for (const auto& line : lines) {
            CHECK(line.size() >= 2);
            for (const auto p : line) {
                CHECK((p.x >= 0 && p.x <= 1 && p.y >= 0 && p.y <= 1));
                all += std::to_string(p.x) + "," + std::to_string(p.y) + " ";
            }
        }
        drawn.insert(all);
    }
    CHECK(drawn.size() == captcha_letters.size());
    for (const char none : std::string_view{"0OQD1IB8Z2S5a \xff"}) CHECK(lines_of(none).empty());
}

TEST_CASE("the same letters never look the same, and chance alone decides") {
    const auto chance = crypto::random_bytes(picture_chance);
    const auto one = draw_captcha("ACEHJL", chance);
    CHECK(one.ink.size() == std::size_t{captcha_picture::width} * captcha_picture::height);
    CHECK(one.ink == draw_captcha("ACEHJL", chance).ink);
    CHECK(one.ink != draw_captcha("ACEHJL", crypto::random_bytes(picture_chance)).ink);
    CHECK(one.ink != draw_captcha("XCEHJL", chance).ink);
}

TEST_CASE("all of the letters are on the picture") {
    for (int i = 0; i < 200; ++i) {
        const auto chance = crypto::random_bytes(picture_chance);
        const auto without = inked(draw_captcha("      ", chance));
        std::string text;
        for (std::size_t n = 0; n < 6; ++n) {
            text = std::string(6, ' ');
            text[n] = captcha_letters[static_cast<std::size_t>(i + static_cast<int>(n)) %
                                      captcha_letters.size()];
            const auto added = inked(draw_captcha(text, chance)) - without;
            INFO(text);
            CHECK(added > 100); // of some 250 at least; the rest may be under a line
        }
    }
}

TEST_CASE("the picture is a PNG that shows what was drawn") {
    const auto drawn = draw_captcha("ACEHJL", crypto::random_bytes(picture_chance));
    auto file = png_of(drawn);
    CHECK(file.starts_with("\x89PNG\r\n"));
    CHECK(file.size() < 10'000);
    const std::unique_ptr<gdImage, decltype(&::gdImageDestroy)> read{
        ::gdImageCreateFromPngPtr(static_cast<int>(file.size()), file.data()), &::gdImageDestroy};
    REQUIRE(read);
    CHECK(gdImageSX(read.get()) == captcha_picture::width);
    CHECK(gdImageSY(read.get()) == captcha_picture::height);
    int light = 0, dark = 0;
    for (int y = 0; y < captcha_picture::height; ++y)
        for (int x = 0; x < captcha_picture::width; ++x) {
            const auto ink = drawn.ink[static_cast<std::size_t>(y * captcha_picture::width + x)];
            const int red = gdImageRed(read.get(), gdImageGetPixel(read.get(), x, y));
            if (ink == 0) light += red > 240 ? 0 : 1;
            if (ink == 255) dark += red < 40 ? 0 : 1;
        }
    CHECK(light == 0);
    CHECK(dark == 0);
}
