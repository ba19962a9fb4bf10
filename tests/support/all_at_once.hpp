// Races: many threads that start together.
#pragma once
#include <atomic>
#include <functional>
#include <map>
#include <thread>
#include <vector>

namespace nucleus::testing {

/// How often a race is run: one run may be lucky.
inline constexpr int race_rounds = 100;

/// Runs `f(i)` on `count` threads that start together. Catch's assertions are not for other
/// threads: let `f` use clients without an observer.
inline void all_at_once(int count, const std::function<void(int)>& f) {
    std::atomic<bool> go{false};
    std::vector<std::thread> threads;
    for (int i = 0; i < count; ++i)
        threads.emplace_back([&, i] {
            while (!go) std::this_thread::yield();
            f(i);
        });
    go = true;
    for (auto& t : threads) t.join();
}

/// The answers of fifty at once, and how often each came.
template <class T> std::map<T, int> fifty_at_once(const std::function<T(int)>& f) {
    std::vector<T> all(50);
    all_at_once(50, [&](int i) { all[static_cast<std::size_t>(i)] = f(i); });
    std::map<T, int> counted;
    for (const auto& one : all) ++counted[one];
    return counted;
}

}
