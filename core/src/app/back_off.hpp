// When a process that ended is started again.
#pragma once
#include <algorithm>
#include <chrono>

namespace nucleus::app {

/// At once the first time, then after 100 ms, twice that each time, up to 10 s; from the beginning
/// again for one that had served for a while.
class back_off {
public:
    using milliseconds = std::chrono::milliseconds;
    static constexpr milliseconds first{100}, most{10'000}, a_while{30'000};

    /// The delay after a process that had been ready for `served`.
    milliseconds next(milliseconds served) noexcept {
        if (served >= a_while) delay_ = milliseconds{0};
        const auto now = delay_;
        delay_ = now.count() == 0 ? first : std::min(most, now * 2);
        return now;
    }

private:
    milliseconds delay_{0};
};

}
