#include "domain/captcha_picture.hpp"
#include "domain/letters.hpp"
#include <algorithm>
#include <cmath>
#include <numbers>

namespace nucleus::auth {

namespace {

constexpr float full_turn = 2 * std::numbers::pi_v<float>;
constexpr auto width = static_cast<float>(captcha_picture::width),
               height = static_cast<float>(captcha_picture::height);

/// Random numbers, one byte each.
class dice {
public:
    explicit dice(std::string_view bytes)
        : bytes_{bytes} {}
    float between(float least, float most) {
        const auto byte = static_cast<unsigned char>(bytes_[next_++ % bytes_.size()]);
        return least + (most - least) * static_cast<float>(byte) / 255;
    }

private:
    std::string_view bytes_;
    std::size_t next_ = 0;
};

/// Bends the whole picture as if it were printed on cloth.
struct waves {
    explicit waves(dice& d)
        : down{d.between(2.5F, 4.5F)}
        , aside{d.between(1, 2.2F)}
        , down_length{d.between(70, 110)}
        , aside_length{d.between(30, 50)}
        , down_phase{d.between(0, full_turn)}
        , aside_phase{d.between(0, full_turn)} {}
    [[nodiscard]] point bend(point p) const {
        return {p.x + aside * std::sin(full_turn * p.y / aside_length + aside_phase),
                p.y + down * std::sin(full_turn * p.x / down_length + down_phase)};
    }
    float down, aside, down_length, aside_length, down_phase, aside_phase;
};

/// Where a letter stands, and how.
struct placing {
    placing(dice& d, float middle)
        : centre{middle + d.between(-3, 3), height / 2 + d.between(-5, 5)}
        , wide{d.between(20, 24)}
        , high{d.between(36, 44)}
        , slant{d.between(-0.2F, 0.2F)}
        , turn{d.between(-0.25F, 0.25F)} {}
    [[nodiscard]] point put(point p) const {
        const float y = (p.y - 0.5F) * high, x = (p.x - 0.5F) * wide - y * slant;
        return {centre.x + x * std::cos(turn) - y * std::sin(turn),
                centre.y + x * std::sin(turn) + y * std::cos(turn)};
    }
    point centre;
    float wide, high, slant, turn;
};

float distance(point p, point a, point b) {
    const float dx = b.x - a.x, dy = b.y - a.y, length = dx * dx + dy * dy;
    const float along = length == 0 ? 0 : ((p.x - a.x) * dx + (p.y - a.y) * dy) / length;
    const float t = std::clamp(along, 0.0F, 1.0F);
    const float x = p.x - a.x - t * dx, y = p.y - a.y - t * dy;
    return std::sqrt(x * x + y * y); // a hypot that cannot overflow takes five times as long
}

/// A round pen: each pixel is as dark as the nearest line covers it.
class paper {
public:
    void draw(point a, point b, float thick) {
        const float reach = thick / 2 + 1;
        const auto [left, right] =
            range(std::min(a.x, b.x) - reach, std::max(a.x, b.x) + reach, captcha_picture::width);
        const auto [top, bottom] =
            range(std::min(a.y, b.y) - reach, std::max(a.y, b.y) + reach, captcha_picture::height);
        for (int y = top; y < bottom; ++y)
            for (int x = left; x < right; ++x) {
                const point p{static_cast<float>(x), static_cast<float>(y)};
                const float covered = std::clamp(thick / 2 + 0.5F - distance(p, a, b), 0.0F, 1.0F);
                auto& pixel = picture.ink[static_cast<std::size_t>(y * captcha_picture::width + x)];
                pixel = std::max(pixel, static_cast<std::uint8_t>(covered * 255));
            }
    }
    void draw(const path& line, float thick) {
        for (std::size_t i = 1; i < line.size(); ++i) draw(line[i - 1], line[i], thick);
    }
    captcha_picture picture{
        std::vector<std::uint8_t>(std::size_t{captcha_picture::width} * captcha_picture::height)};

private:
    static std::pair<int, int> range(float from, float to, int end) {
        return {std::max(0, static_cast<int>(from)), std::min(end, static_cast<int>(to) + 1)};
    }
};

/// Straight lines become as many short ones as bending them takes.
path bent(const path& line, const placing& at, const waves& w) {
    constexpr int pieces = 6;
    path out;
    for (std::size_t i = 1; i < line.size(); ++i)
        for (int n = i == 1 ? 0 : 1; n <= pieces; ++n) {
            const float part = static_cast<float>(n) / pieces;
            out.push_back(w.bend(at.put({line[i - 1].x + (line[i].x - line[i - 1].x) * part,
                                         line[i - 1].y + (line[i].y - line[i - 1].y) * part})));
        }
    return out;
}

/// A thin line from edge to edge, through the letters.
path crossing(dice& d) {
    const float from = d.between(0.2F, 0.8F) * height, to = d.between(0.2F, 0.8F) * height;
    const float swing = d.between(5, 14), length = d.between(60, 130);
    const float phase = d.between(0, full_turn);
    path line;
    for (float x = 0; x <= width; x += 4)
        line.push_back(
            {x, from + (to - from) * x / width + swing * std::sin(full_turn * x / length + phase)});
    return line;
}

}

captcha_picture draw_captcha(std::string_view text, std::string_view chance) {
    dice d{chance};
    paper sheet;
    const waves w{d};
    const float step = (width - 24) / static_cast<float>(text.size());
    float middle = 12 + step / 2;
    for (const char letter : text) {
        const placing at{d, middle};
        const float thick = d.between(4, 4.8F);
        for (const auto& line : lines_of(letter)) sheet.draw(bent(line, at, w), thick);
        middle += step;
    }
    sheet.draw(crossing(d), d.between(1.2F, 1.8F));
    sheet.draw(crossing(d), d.between(2.2F, 2.8F)); // nearly a letter's: not told by its thickness
    return std::move(sheet.picture);
}

}
