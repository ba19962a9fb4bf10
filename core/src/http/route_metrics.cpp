#include "http/route_metrics.hpp"
#include <algorithm>

namespace nucleus::http {

namespace {
constexpr auto requests_name = "nucleus_http_requests_total";
constexpr auto latency_name = "nucleus_http_request_duration_seconds";
}

route_metrics::route_metrics(metrics::registry& registry, const catalog& rows)
    : registry_{registry} {
    const auto add = [this](std::string path, std::string verb) {
        auto& n = routes_.emplace_back();
        n.path = std::move(path);
        n.verb = std::move(verb);
        n.latency = &registry_.make_histogram(latency_name, "From head to answer, by route.",
                                              {{"method", n.verb}, {"route", n.path}});
    };
    for (const auto& row : rows.rows()) add(row.path, std::string{to_string(row.verb)});
    add("unmatched", "any");
    for (std::size_t i = 0; i < rows.rows().size(); ++i)
        counter(routes_[i], rows.rows()[i].success);
}

metrics::counter& route_metrics::counter(numbers& n, int status) {
    auto& slot = n.by_status[static_cast<std::size_t>(std::clamp(status, 100, 599) - 100)];
    if (auto* known = slot.load(std::memory_order_acquire)) return *known;
    auto& made = registry_.make_counter(
        requests_name, "Answers, by route template and status.",
        {{"method", n.verb}, {"route", n.path}, {"status", std::to_string(status)}});
    slot.store(&made, std::memory_order_release);
    return made;
}

void route_metrics::count(std::size_t index, int status, std::chrono::nanoseconds took) {
    auto& n = routes_[index];
    counter(n, status).add();
    n.latency->observe(static_cast<double>(took.count()) * 1e-9);
}

}
