// How long to wait before the next attempt to connect.
#pragma once
#include <chrono>
#include <random>

namespace nucleus::pg {

/// Doubles from 50 ms to 2 s. `chance` in [0, 1] takes away up to half of it, so that the workers
/// of many nodes do not come back at the same moment.
[[nodiscard]] constexpr std::chrono::milliseconds back_off(int failures, double chance) {
    const auto doublings = failures < 1 ? 0 : failures > 6 ? 6 : failures - 1;
    auto full = std::chrono::milliseconds{50} * (1 << doublings);
    if (full > std::chrono::seconds{2}) full = std::chrono::seconds{2};
    return full - std::chrono::milliseconds{
                      static_cast<int>(chance * 0.5 * static_cast<double>(full.count()))};
}

[[nodiscard]] inline double chance() {
    thread_local std::minstd_rand numbers{std::random_device{}()};
    return std::uniform_real_distribution<double>{0, 1}(numbers);
}

}
