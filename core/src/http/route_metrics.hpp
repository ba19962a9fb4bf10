// Request counts and latencies by route, method and status: an array index on the request path.
#pragma once
#include <array>
#include <atomic>
#include <chrono>
#include <deque>
#include <nucleus/catalog.hpp>
#include <nucleus/metrics.hpp>

namespace nucleus::http {

class route_metrics {
public:
    route_metrics(metrics::registry& registry, const catalog& rows);

    /// `index` of the catalog row; rows().size() stands for requests that no route served.
    void count(std::size_t index, int status, std::chrono::nanoseconds took);
    [[nodiscard]] std::size_t unmatched() const noexcept { return routes_.size() - 1; }

private:
    struct numbers {
        std::string path, verb;
        metrics::histogram* latency = nullptr;
        std::array<std::atomic<metrics::counter*>, 500> by_status{}; ///< of status 100…599
    };
    metrics::counter& counter(numbers& n, int status);

    metrics::registry& registry_;
    std::deque<numbers> routes_;
};

}
