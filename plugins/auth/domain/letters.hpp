// The letters that a captcha is written in. Pure.
#pragma once
#include <span>
#include <string_view>
#include <vector>

namespace nucleus::auth {

struct point {
    float x = 0, y = 0;
};
using path = std::vector<point>;

/// Sixteen letters and digits of which no two are taken for each other, turned or crossed out: a
/// random half-byte picks one.
inline constexpr std::string_view captcha_letters = "ACEHJLMNRTUWXY39";

/// The lines of one of them, within 0…1 in both directions, y downwards.
[[nodiscard]] std::vector<path> lines_of(char letter);

}
