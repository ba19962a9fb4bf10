// Whether announcements still come through: the decision, without the channel.
#pragma once
#include <atomic>
#include <limits>
#include <nucleus/clock.hpp>

namespace nucleus::pg {

/// Echoes are noted by one thread; any thread may ask.
class heartbeat {
public:
    static constexpr std::chrono::milliseconds interval{300}, trusted_for{1000}, dead_after{3000};

    /// A beat that was sent then has come back.
    void echo(steady::time_point sent) noexcept {
        last_.store(ticks(sent), std::memory_order_release);
    }
    void silence() noexcept { last_.store(never, std::memory_order_release); }
    [[nodiscard]] bool trusted(steady::time_point now) const noexcept {
        const auto last = last_.load(std::memory_order_acquire);
        return last != never && now.time_since_epoch() - steady::duration{last} <= trusted_for;
    }

private:
    static constexpr steady::rep never = std::numeric_limits<steady::rep>::min();
    static steady::rep ticks(steady::time_point t) noexcept { return t.time_since_epoch().count(); }
    std::atomic<steady::rep> last_{never};
};

}
