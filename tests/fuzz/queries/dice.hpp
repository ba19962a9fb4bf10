// Chance that can be repeated: the same seed makes the same throws on every machine.
#pragma once
#include <cstdint>
#include <random>

namespace nucleus::fuzz {

class dice {
public:
    explicit dice(std::uint64_t seed)
        : engine_{seed} {}

    /// 0 … n - 1; n is not 0.
    std::size_t below(std::size_t n) { return static_cast<std::size_t>(engine_() % n); }
    int between(int low, int high) {
        return low + static_cast<int>(below(static_cast<std::size_t>(high - low + 1)));
    }
    bool percent(std::size_t p) { return below(100) < p; }
    /// An element; `from` is not empty.
    template <class C> auto& of(C& from) { return from[below(std::size(from))]; }
    template <class T, std::size_t N> const T& of(const T (&from)[N]) { return from[below(N)]; }

private:
    std::mt19937_64 engine_;
};

}
