// The workers of a client in a test.
#pragma once
#include <nucleus/workers.hpp>

namespace nucleus::testing {

/// One worker: the thread of the test.
class lone_worker final : public workers {
    [[nodiscard]] std::size_t count() const noexcept override { return 1; }
    task<void> everywhere(std::function<void(std::size_t)> f) override {
        f(0);
        co_return;
    }
    void post_everywhere(std::function<void(std::size_t)> f) override { f(0); }
};

}
