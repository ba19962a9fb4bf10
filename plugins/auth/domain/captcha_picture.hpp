// A text as people read it and machines had better not: drawn, not yet a file. Pure.
#pragma once
#include <cstdint>
#include <string_view>
#include <vector>

namespace nucleus::auth {

struct captcha_picture {
    static constexpr int width = 260, height = 80;
    /// 0 paper … 255 ink, line by line from the top.
    std::vector<std::uint8_t> ink;
};

/// How many random bytes a picture takes.
inline constexpr std::size_t picture_chance = 128;

/// `text` of captcha_letters, each letter turned, slanted and moved, all of it bent, with lines
/// through it. `chance`: picture_chance random bytes.
[[nodiscard]] captcha_picture draw_captcha(std::string_view text, std::string_view chance);

}
