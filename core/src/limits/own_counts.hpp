// What this node has counted: one table of fixed size, shared by the workers without locks.
#pragma once
#include "limits/counting.hpp"
#include <atomic>
#include <memory>

namespace nucleus::limits {

/// Counts by 64-bit keys. Memory never grows: a set that is full gives up its least recently used
/// key, so a flood of addresses forgets strangers, not the busy. Concurrent requests of one key may
/// be miscounted by a few, never more. Any thread.
class own_counts {
    using milliseconds = std::chrono::milliseconds;

public:
    explicit own_counts(std::size_t keys = 1 << 16); ///< rounded up to a power of two

    /// Decides at `now_ms` (any monotonic millisecond count), and counts it.
    [[nodiscard]] decision take(std::uint64_t key, counting how, const budget& b,
                                std::uint64_t now_ms);
    /// Counts one that was granted no more; lifts no block.
    void give_back(std::uint64_t key, counting how, const budget& b, std::uint64_t granted_at,
                   std::uint64_t now_ms);

    /// Refuses `key` for `wait`, whatever was counted: others have counted as well.
    void refuse(std::uint64_t key, std::uint64_t now_ms, milliseconds wait);
    /// For how long it is still refused; zero: it is not. Takes no place.
    [[nodiscard]] milliseconds refused(std::uint64_t key, std::uint64_t now_ms) const;

private:
    struct slot {
        std::atomic<std::uint64_t> key{0}, count{0};
        std::atomic<std::uint64_t> blocked_until{0}, touched{0};
    };
    static constexpr std::size_t ways = 8;
    slot& find(std::uint64_t key, std::uint64_t now_ms);
    [[nodiscard]] static milliseconds left(const slot& s, std::uint64_t key, std::uint64_t now_ms);

    std::size_t sets_;
    std::unique_ptr<slot[]> slots_;
};

}
