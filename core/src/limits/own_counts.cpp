#include "limits/own_counts.hpp"
#include <algorithm>
#include <bit>

namespace nucleus::limits {

namespace {

using std::chrono::milliseconds;

constexpr std::uint64_t most_counted = (1U << 22) - 1;
constexpr std::uint64_t window_numbers = 1U << 20;

/// A bucket fills the 64 bits of a slot. Of windows it has the end of the number, which tells the
/// latest window that it can be, and both counts.
tally unpack(counting how, std::uint64_t bits, const budget& b, std::uint64_t now) {
    if (how == counting::token_bucket) return {bits, 0, 0};
    const auto number = now / window_of(b);
    const auto age = (number - (bits >> 44)) % window_numbers;
    if (age > number) return {};
    return {number - age, (bits >> 22) & most_counted, bits & most_counted};
}

std::uint64_t pack(counting how, const tally& t) {
    if (how == counting::token_bucket) return t.at;
    return (t.at % window_numbers << 44) | (std::min(t.last, most_counted) << 22) |
           std::min(t.used, most_counted);
}

}

own_counts::own_counts(std::size_t keys)
    : sets_{std::bit_ceil(std::max(keys, ways)) / ways}
    , slots_{std::make_unique<slot[]>(sets_ * ways)} {}

own_counts::slot& own_counts::find(std::uint64_t key, std::uint64_t now_ms) {
    slot* const set = &slots_[(key % sets_) * ways];
    slot* oldest = set;
    for (slot* s = set; s != set + ways; ++s) {
        if (s->key.load(std::memory_order_relaxed) == key) {
            s->touched.store(now_ms, std::memory_order_relaxed);
            return *s;
        }
        if (s->touched.load(std::memory_order_relaxed) <
            oldest->touched.load(std::memory_order_relaxed))
            oldest = s;
    }
    oldest->blocked_until.store(0, std::memory_order_relaxed);
    oldest->count.store(0, std::memory_order_relaxed);
    oldest->key.store(key, std::memory_order_release); // after what was the other's is gone
    oldest->touched.store(now_ms, std::memory_order_relaxed);
    return *oldest;
}

decision own_counts::take(std::uint64_t key, counting how, const budget& b, std::uint64_t now_ms) {
    slot& at = find(key, now_ms);
    if (const auto wait = left(at, key, now_ms); wait.count() > 0) return refusal(b, wait);
    auto held = at.count.load(std::memory_order_relaxed);
    judgement j{};
    do {
        j = judge(how, b, unpack(how, held, b, now_ms), now_ms);
    } while (!at.count.compare_exchange_weak(held, pack(how, j.after), std::memory_order_relaxed));
    if (j.granted || !b.block) return tell(how, b, j, now_ms);
    refuse(key, now_ms, *b.block);
    return refusal(b, *b.block);
}

void own_counts::give_back(std::uint64_t key, counting how, const budget& b,
                           std::uint64_t granted_at, std::uint64_t now_ms) {
    auto& count = find(key, now_ms).count;
    auto held = count.load(std::memory_order_relaxed);
    tally left;
    do {
        left = limits::give_back(how, b, unpack(how, held, b, now_ms), granted_at, now_ms);
    } while (!count.compare_exchange_weak(held, pack(how, left), std::memory_order_relaxed));
}

void own_counts::refuse(std::uint64_t key, std::uint64_t now_ms, milliseconds wait) {
    find(key, now_ms)
        .blocked_until.store(now_ms + static_cast<std::uint64_t>(wait.count()),
                             std::memory_order_release);
}

milliseconds own_counts::refused(std::uint64_t key, std::uint64_t now_ms) const {
    const slot* const set = &slots_[(key % sets_) * ways];
    for (const slot* s = set; s != set + ways; ++s)
        if (const auto wait = left(*s, key, now_ms); wait.count() > 0) return wait;
    return {};
}

/// Of `key`, and not of whoever had the slot before or gets it meanwhile.
milliseconds own_counts::left(const slot& s, std::uint64_t key, std::uint64_t now_ms) {
    const auto is_its_own = [&] { return s.key.load(std::memory_order_acquire) == key; };
    if (!is_its_own()) return {};
    const auto until = s.blocked_until.load(std::memory_order_acquire);
    if (until <= now_ms || !is_its_own()) return {};
    return milliseconds{static_cast<std::int64_t>(until - now_ms)};
}

}
