// Rate limits: three strategies over one table of fixed size, shared by the workers without locks.
#pragma once
#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>

namespace nucleus::http {

enum class counting : std::uint8_t { sliding_window, fixed_window, token_bucket };

/// What may be spent in a window, and what an excess costs.
struct budget {
    std::chrono::milliseconds window{60'000};
    std::uint32_t max = 600;
    std::optional<std::chrono::milliseconds> block;
};

struct rate_decision {
    bool allowed = true;
    std::uint32_t limit = 0; ///< zero: nothing was counted
    std::uint32_t remaining = 0;
    std::chrono::milliseconds reset{
        0}; ///< until the budget is whole again; after a refusal: until the next try
};

/// Counts by 64-bit keys. Memory never grows: a set that is full gives up its least recently used
/// key, so a flood of addresses forgets strangers, not the busy. Concurrent requests of one key may
/// be miscounted by a few, never more. Any thread.
class rate_limit_table {
public:
    explicit rate_limit_table(std::size_t keys = 1 << 16); ///< rounded up to a power of two

    enum class spend : std::uint8_t { yes, look_only };
    /// Decides at `now` (any monotonic millisecond count) and, unless told to look only, counts it.
    [[nodiscard]] rate_decision take(std::uint64_t key, counting how, const budget& b,
                                     std::uint64_t now_ms, spend s = spend::yes);

private:
    struct slot {
        std::atomic<std::uint64_t> key{0}, count{0};
        std::atomic<std::uint64_t> blocked_until{0}, touched{0};
    };
    static constexpr std::size_t ways = 8;
    slot& find(std::uint64_t key);

    std::size_t sets_;
    std::unique_ptr<slot[]> slots_;
};

/// Mixes what is counted into a key, with a seed of this process so that nobody can aim at a set.
class rate_key {
public:
    rate_key(char what, std::uint64_t number) noexcept;
    rate_key& with(std::string_view bytes) noexcept;
    rate_key& with(std::uint64_t number) noexcept;
    [[nodiscard]] std::uint64_t value() const noexcept { return state_ == 0 ? 1 : state_; }

private:
    std::uint64_t state_;
};

}
