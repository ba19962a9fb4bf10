// A clock that only a test moves.
#pragma once
#include <nucleus/clock.hpp>

namespace nucleus::testing {

class fake_clock : public clock {
public:
    explicit fake_clock(instant start = instant{std::chrono::hours{24 * 365 * 56}})
        : now_{start} {}
    [[nodiscard]] instant now() const noexcept override { return now_; }
    void advance(std::chrono::microseconds by) { now_ += by; }

private:
    instant now_;
};

}
