// Numbers for Prometheus (text exposition format 0.0.4).
#pragma once
#include <atomic>
#include <cstdint>
#include <functional>
#include <iterator>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace nucleus::metrics {

using labels = std::vector<std::pair<std::string, std::string>>;

/// Only goes up. Any thread, no locks.
class counter {
public:
    void add(std::uint64_t n = 1) noexcept { n_.fetch_add(n, std::memory_order_relaxed); }
    [[nodiscard]] std::uint64_t value() const noexcept {
        return n_.load(std::memory_order_relaxed);
    }

private:
    std::atomic<std::uint64_t> n_{0};
};

/// Counts of durations in fixed buckets from 0.5 ms to 10 s. Any thread, no locks.
class histogram {
public:
    static constexpr double bounds[] = {.0005, .001, .0025, .005, .01, .025, .05,
                                        .1,    .25,  .5,    1,    2.5, 5,    10};
    void observe(double seconds) noexcept;
    [[nodiscard]] std::uint64_t bucket(std::size_t i) const noexcept {
        return buckets_[i].load(std::memory_order_relaxed);
    }
    [[nodiscard]] std::uint64_t count() const noexcept {
        return count_.load(std::memory_order_relaxed);
    }
    [[nodiscard]] double sum_seconds() const noexcept {
        return static_cast<double>(nanoseconds_.load(std::memory_order_relaxed)) * 1e-9;
    }

private:
    std::atomic<std::uint64_t> buckets_[std::size(bounds)]{}, count_{0}, nanoseconds_{0};
};

/// The families of one process. Registration takes a lock; what it returns lives as long as the
/// registry and is used without one. The same name and labels give the same object.
class registry {
public:
    registry();
    ~registry();
    registry(const registry&) = delete;
    registry& operator=(const registry&) = delete;
    counter& make_counter(std::string name, std::string help, labels l = {});
    histogram& make_histogram(std::string name, std::string help, labels l = {});
    /// `read` is called at each scrape, from the scraping thread.
    void make_gauge(std::string name, std::string help, std::function<double()> read,
                    labels l = {});
    [[nodiscard]] std::string expose() const;

private:
    struct state;
    std::unique_ptr<state> state_;
};

}
