// Waiting for what happens by itself.
#pragma once
#include <chrono>
#include <concepts>
#include <thread>

namespace nucleus::testing {

/// Whether it holds before the time is over. The time is generous: a test that fails takes it, one
/// that passes does not.
bool eventually(std::predicate auto holds, std::chrono::seconds limit = std::chrono::seconds{60}) {
    const auto until = std::chrono::steady_clock::now() + limit;
    while (!holds()) {
        if (std::chrono::steady_clock::now() > until) return false;
        std::this_thread::sleep_for(std::chrono::milliseconds{20});
    }
    return true;
}

}
