#include "captcha/png.hpp"
#include <gd.h>
#include <memory>
#include <new>

namespace nucleus::auth {

namespace {

constexpr int shades = 16; // four bits a pixel: more are not seen
constexpr int fast = 1;    // of zlib; better costs more time than it saves bytes

using image = std::unique_ptr<gdImage, decltype(&::gdImageDestroy)>;
using buffer = std::unique_ptr<void, decltype(&::gdFree)>;

}

std::string png_of(const captcha_picture& picture) {
    const image drawn{::gdImageCreate(captcha_picture::width, captcha_picture::height),
                      &::gdImageDestroy};
    if (!drawn) throw std::bad_alloc{};
    // From paper to ink; colours are numbered as they are allocated.
    for (int n = 0; n < shades; ++n) {
        const auto mixed = [n](int paper, int ink) {
            return paper + (ink - paper) * n / (shades - 1);
        };
        ::gdImageColorAllocate(drawn.get(), mixed(250, 30), mixed(250, 41), mixed(247, 82));
    }
    auto pixel = picture.ink.begin();
    for (int y = 0; y < captcha_picture::height; ++y)
        for (int x = 0; x < captcha_picture::width; ++x)
            gdImagePalettePixel(drawn.get(), x, y) =
                static_cast<unsigned char>(*pixel++ * shades / 256);
    int size = 0;
    const buffer file{::gdImagePngPtrEx(drawn.get(), &size, fast), &::gdFree};
    if (!file) throw std::bad_alloc{};
    return {static_cast<const char*>(file.get()), static_cast<std::size_t>(size)};
}

}
