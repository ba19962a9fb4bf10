#include "limits/counting.hpp"
#include <algorithm>

namespace nucleus::limits {

namespace {

using std::chrono::milliseconds;

constexpr std::uint64_t nanoseconds = 1'000'000; // of a millisecond

std::uint64_t divided_up(std::uint64_t a, std::uint64_t b) { return (a + b - 1) / b; }
std::uint64_t since(std::uint64_t then, std::uint64_t now) { return now > then ? now - then : 0; }
milliseconds span(std::uint64_t ms) { return milliseconds{static_cast<std::int64_t>(ms)}; }

/// What the last window still weighs in this one.
std::uint64_t carried(counting how, const tally& t, std::uint64_t length, std::uint64_t into) {
    return how == counting::sliding_window ? t.last * (length - into) / length : 0;
}

std::uint64_t into_window(const tally& t, std::uint64_t length, std::uint64_t now) {
    return since(t.at * length, now);
}

judgement by_window(counting how, const budget& b, tally t, std::uint64_t now) {
    const auto length = window_of(b);
    const auto number = std::max(now / length, t.at);
    if (t.at != number) t = {number, t.at + 1 == number ? t.used : 0, 0};
    const bool granted = t.used + carried(how, t, length, into_window(t, length, now)) < b.max;
    if (granted) ++t.used;
    return {granted, t};
}

/// How long until `spent` of a window weighs less than `room` in the one after it.
std::uint64_t faded(std::uint64_t spent, std::uint64_t room, std::uint64_t length) {
    return spent < room ? 0 : length - divided_up(room * length, spent) + 1;
}

/// Until the next one would be granted.
std::uint64_t window_wait(counting how, const budget& b, const tally& t, std::uint64_t length,
                          std::uint64_t into) {
    if (how == counting::fixed_window) return length - into;
    if (t.used >= b.max) return length - into + faded(t.used, b.max, length);
    return since(into, faded(t.last, b.max - t.used, length));
}

decision tell_window(counting how, const budget& b, const judgement& j, std::uint64_t now) {
    const auto length = window_of(b);
    const auto into = std::min(into_window(j.after, length, now), length);
    if (!j.granted)
        return refusal(
            b, span(std::max<std::uint64_t>(1, window_wait(how, b, j.after, length, into))));
    const auto spent = j.after.used + carried(how, j.after, length, into);
    return {true, b.max, static_cast<std::uint32_t>(since(spent, b.max)), span(length - into),
            j.after.at};
}

// A bucket is kept as the moment at which it is full again: one drop later with each that is spent.

judgement by_bucket(const budget& b, tally t, std::uint64_t now) {
    const auto drop = drop_of(b);
    const auto full_at = std::max(t.at, now * nanoseconds);
    const bool granted = full_at - now * nanoseconds + drop <= drop * b.max;
    if (granted) t.at = full_at + drop;
    return {granted, t};
}

decision tell_bucket(const budget& b, const judgement& j, std::uint64_t now) {
    const auto drop = drop_of(b);
    const auto missing = since(now * nanoseconds, j.after.at);
    if (!j.granted) return refusal(b, span(divided_up(missing + drop - drop * b.max, nanoseconds)));
    return {true, b.max, static_cast<std::uint32_t>(since(missing, drop * b.max) / drop),
            span(divided_up(missing, nanoseconds)), j.after.at};
}

}

std::uint64_t window_of(const budget& b) {
    return static_cast<std::uint64_t>(std::max<std::int64_t>(1, b.window.count()));
}

std::uint64_t drop_of(const budget& b) {
    return std::max<std::uint64_t>(1, window_of(b) * nanoseconds / std::max(b.max, 1U));
}

judgement judge(counting how, const budget& b, const tally& t, std::uint64_t now) {
    return how == counting::token_bucket ? by_bucket(b, t, now) : by_window(how, b, t, now);
}

tally give_back(counting how, const budget& b, tally t, std::uint64_t granted_at,
                std::uint64_t now) {
    if (how == counting::token_bucket) {
        if (now * nanoseconds < granted_at) t.at -= std::min(t.at, drop_of(b));
    } else if (t.at == granted_at) {
        t.used -= std::min<std::uint64_t>(t.used, 1);
    } else if (t.at == granted_at + 1) {
        t.last -= std::min<std::uint64_t>(t.last, 1);
    }
    return t;
}

decision tell(counting how, const budget& b, const judgement& j, std::uint64_t now) {
    return how == counting::token_bucket ? tell_bucket(b, j, now) : tell_window(how, b, j, now);
}

}
