#include "http/middleware/rate_limit.hpp"
#include <algorithm>
#include <bit>
#include <cstring>
#include <random>

namespace nucleus::http {

namespace {

using std::chrono::milliseconds;

/// Windows are numbered; a slot keeps the number (20 bits) and the counts of this and the last one.
constexpr std::uint64_t most_counted = (1U << 22) - 1;
struct window_state {
    std::uint64_t number, last, current;
    static window_state unpack(std::uint64_t bits) {
        return {bits >> 44, (bits >> 22) & most_counted, bits & most_counted};
    }
    [[nodiscard]] std::uint64_t pack() const {
        return (number << 44) | (std::min(last, most_counted) << 22) |
               std::min(current, most_counted);
    }
};
constexpr std::uint64_t window_numbers = 1U << 20;

struct outcome {
    rate_decision decision;
    std::uint64_t next; ///< what the slot holds if the request is counted
};

outcome by_window(std::uint64_t bits, bool sliding, const budget& b, std::uint64_t now) {
    const auto length = static_cast<std::uint64_t>(std::max<std::int64_t>(1, b.window.count()));
    const auto number = (now / length + 1) % window_numbers; // +1: an empty slot is never current
    auto state = window_state::unpack(bits);
    if (state.number != number) {
        const bool follows = (state.number + 1) % window_numbers == number;
        state = {number, follows ? state.current : 0, 0};
    }
    const auto into_window = now % length;
    const auto carried = sliding ? state.last * (length - into_window) / length : 0;
    const auto used = carried + state.current;
    outcome o;
    o.decision.allowed = used < b.max;
    o.decision.limit = b.max;
    o.decision.remaining = o.decision.allowed ? static_cast<std::uint32_t>(b.max - used - 1) : 0;
    o.decision.reset = milliseconds{static_cast<std::int64_t>(length - into_window)};
    if (o.decision.allowed) ++state.current;
    o.next = state.pack();
    return o;
}

/// A slot keeps 1/256 tokens spent (32 bits) and when (32 bits of milliseconds).
outcome by_bucket(std::uint64_t bits, const budget& b, std::uint64_t now) {
    const auto length = static_cast<std::uint64_t>(std::max<std::int64_t>(1, b.window.count()));
    const auto full = std::min<std::uint64_t>(b.max, most_counted) * 256;
    const auto elapsed = static_cast<std::uint32_t>(now) - static_cast<std::uint32_t>(bits);
    const auto refill = std::uint64_t{elapsed} * full / length;
    auto spent = bits >> 32;
    spent -= std::min(spent, refill);
    outcome o;
    o.decision.allowed = spent + 256 <= full;
    o.decision.limit = b.max;
    const auto after = o.decision.allowed ? spent + 256 : spent;
    o.decision.remaining = static_cast<std::uint32_t>((full - std::min(after, full)) / 256);
    const auto missing = o.decision.allowed ? after : spent + 256 - full;
    o.decision.reset =
        milliseconds{static_cast<std::int64_t>((missing * length + full - 1) / full)};
    o.next = (after << 32) | static_cast<std::uint32_t>(now);
    return o;
}

std::uint64_t mix(std::uint64_t a, std::uint64_t b) {
    a = (a ^ b) * 0x9e3779b97f4a7c15ULL;
    a ^= a >> 32;
    a *= 0xd6e8feb86659fd93ULL;
    return a ^ (a >> 29);
}

std::uint64_t process_seed() {
    static const std::uint64_t seed =
        (std::uint64_t{std::random_device{}()} << 32) | std::random_device{}();
    return seed;
}

}

rate_limit_table::rate_limit_table(std::size_t keys)
    : sets_{std::bit_ceil(std::max(keys, ways)) / ways}
    , slots_{std::make_unique<slot[]>(sets_ * ways)} {}

rate_limit_table::slot& rate_limit_table::find(std::uint64_t key) {
    slot* const set = &slots_[(key % sets_) * ways];
    slot* oldest = set;
    for (slot* s = set; s != set + ways; ++s) {
        if (s->key.load(std::memory_order_relaxed) == key) return *s;
        if (s->touched.load(std::memory_order_relaxed) <
            oldest->touched.load(std::memory_order_relaxed))
            oldest = s;
    }
    oldest->key.store(key, std::memory_order_relaxed);
    oldest->count.store(0, std::memory_order_relaxed);
    oldest->blocked_until.store(0, std::memory_order_relaxed);
    return *oldest;
}

rate_decision rate_limit_table::take(std::uint64_t key, counting how, const budget& b,
                                     std::uint64_t now_ms, spend s) {
    slot& at = find(key);
    at.touched.store(now_ms, std::memory_order_relaxed);
    if (const auto until = at.blocked_until.load(std::memory_order_relaxed); until > now_ms)
        return {false, b.max, 0, milliseconds{static_cast<std::int64_t>(until - now_ms)}};
    auto held = at.count.load(std::memory_order_relaxed);
    outcome o;
    do {
        o = how == counting::token_bucket
                ? by_bucket(held, b, now_ms)
                : by_window(held, how == counting::sliding_window, b, now_ms);
        if (s == spend::look_only) return o.decision;
    } while (!at.count.compare_exchange_weak(held, o.next, std::memory_order_relaxed));
    if (!o.decision.allowed && b.block) {
        at.blocked_until.store(now_ms + static_cast<std::uint64_t>(b.block->count()),
                               std::memory_order_relaxed);
        o.decision.reset = *b.block;
    }
    return o.decision;
}

rate_key::rate_key(char what, std::uint64_t number) noexcept
    : state_{mix(process_seed() ^ static_cast<unsigned char>(what), number)} {}

rate_key& rate_key::with(std::uint64_t number) noexcept {
    state_ = mix(state_, number);
    return *this;
}

rate_key& rate_key::with(std::string_view bytes) noexcept {
    while (!bytes.empty()) {
        std::uint64_t piece = bytes.size();
        const auto size = std::min<std::size_t>(8, bytes.size());
        std::memcpy(&piece, bytes.data(), size);
        state_ = mix(state_, piece);
        bytes.remove_prefix(size);
    }
    return *this;
}

}
