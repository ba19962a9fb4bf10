// How a change is carried to many tenants: with care first, then side by side. Pure.
#pragma once
#include <cstddef>

namespace nucleus::tenants {

class rollout {
public:
    /// `most`: at a time.
    explicit rollout(std::size_t most)
        : most_{most} {}

    /// Whether one more may be begun now.
    [[nodiscard]] bool may_begin() const noexcept {
        if (halted()) return false;
        return running_ < (proven_ ? most_ : 1);
    }
    void begun() noexcept { ++running_; }
    void ended(bool well) noexcept;
    /// There was nobody left to begin with.
    void withdrawn() noexcept { --running_; }
    [[nodiscard]] std::size_t running() const noexcept { return running_; }
    /// The first ones have all failed: it is not their fault.
    [[nodiscard]] bool halted() const noexcept { return !proven_ && failed_ >= most_canaries; }
    [[nodiscard]] std::size_t done() const noexcept { return done_; }
    [[nodiscard]] std::size_t failed() const noexcept { return failed_; }

    static constexpr std::size_t most_canaries = 3;

private:
    std::size_t most_, running_ = 0, done_ = 0, failed_ = 0;
    bool proven_ = false; ///< it has gone well once
};

inline void rollout::ended(bool well) noexcept {
    --running_;
    if (well)
        ++done_, proven_ = true;
    else
        ++failed_;
}

}
