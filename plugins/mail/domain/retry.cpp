#include "domain/retry.hpp"
#include <algorithm>

namespace nucleus::mailing {

namespace {

using namespace std::chrono_literals;

/// 10 s, 20 s, 40 s … 1 h, each ± 20 %.
std::chrono::milliseconds back_off(int attempts, double jitter) {
    constexpr std::chrono::milliseconds longest = 1h;
    const int doublings = std::clamp(attempts - 1, 0, 16);
    const auto plain = std::min(longest, std::chrono::milliseconds{10s} * (1 << doublings));
    const double factor = 1 + 0.2 * std::clamp(jitter, -1.0, 1.0);
    return std::chrono::milliseconds{
        static_cast<std::int64_t>(static_cast<double>(plain.count()) * factor)};
}

}

verdict judge(attempt_state state, const outcome& o, instant now, double jitter) {
    using end = outcome::kind;
    verdict v{verdict::kind::again, state.attempts, state.unresolved, now, o.reason};
    if (o.what != end::unknown) v.unresolved = std::max(0, state.unresolved - 1);
    switch (o.what) {
    case end::sent: v.what = verdict::kind::sent, v.unresolved = 0, v.reason.clear(); return v;
    case end::refused: v.what = verdict::kind::dead; return v;
    case end::untried: v.attempts = std::max(0, state.attempts - 1); return v;
    case end::later:
    case end::unknown: break;
    }
    v.next = now + back_off(state.attempts, jitter);
    if (state.attempts >= most_attempts) v.what = verdict::kind::dead;
    return v;
}

bool given_up(attempt_state state) { return state.unresolved > most_unresolved; }

verdict dead_letter(attempt_state state) {
    return {verdict::kind::dead,
            state.attempts - 1,
            state.unresolved - 1,
            {},
            "twice it was not learnt whether it arrived: it may have been delivered"};
}

std::string clipped(std::string_view reply) {
    constexpr std::size_t most = 200;
    std::string out;
    for (const char c : reply) {
        if (out.size() == most) break;
        const auto byte = static_cast<unsigned char>(c);
        if (byte >= 0x20 && byte != 0x7f) out.push_back(byte < 0x80 ? c : '?');
    }
    return out;
}

}
