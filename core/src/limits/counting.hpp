// The arithmetic of the three strategies: values in, values out.
#pragma once
#include <chrono>
#include <cstdint>
#include <optional>

namespace nucleus::limits {

enum class counting : std::uint8_t { sliding_window, fixed_window, token_bucket };

/// What may be spent in a window, and what an excess costs.
struct budget {
    std::chrono::milliseconds window{60'000};
    std::uint32_t max = 600;
    std::optional<std::chrono::milliseconds> block;
};

/// What was spent so far. Nothing: all zero.
struct tally {
    /// Windows: the number of the current one. Buckets: when it is whole again, in nanoseconds.
    std::uint64_t at = 0;
    std::uint64_t last = 0, used = 0; ///< windows: spent in the one before, and in this one
    bool operator==(const tally&) const = default;
};

struct judgement {
    bool granted;
    tally after; ///< once it is counted; what is refused does not count
};
/// Whether one more may be spent at `now`, a count of milliseconds that a tally has met before or
/// an earlier one; a clock that goes back forgets nothing.
[[nodiscard]] judgement judge(counting how, const budget& b, const tally& t, std::uint64_t now);

/// What one that was granted took goes back; `granted_at`: `at` of its judgement's tally. What time
/// has made up for already is not given twice.
[[nodiscard]] tally give_back(counting how, const budget& b, tally t, std::uint64_t granted_at,
                              std::uint64_t now);

/// What a client is told.
struct decision {
    bool allowed = true;
    std::uint32_t limit = 0; ///< zero: nothing was counted
    std::uint32_t remaining = 0;
    std::chrono::milliseconds reset{
        0}; ///< until the window ends or the bucket is full; after a refusal: until the next try
    std::uint64_t granted_at = 0; ///< not told: for give_back()
};
[[nodiscard]] decision tell(counting how, const budget& b, const judgement& j, std::uint64_t now);

/// A refusal that holds for another `wait`.
[[nodiscard]] inline decision refusal(const budget& b, std::chrono::milliseconds wait) {
    return {false, b.max, 0, wait};
}

/// A bucket fills by one in this many nanoseconds.
[[nodiscard]] std::uint64_t drop_of(const budget& b);
[[nodiscard]] std::uint64_t window_of(const budget& b); ///< in milliseconds, one at least

}
