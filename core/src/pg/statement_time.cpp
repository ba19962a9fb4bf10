#include "pg/statement_time.hpp"
#include <nucleus/log.hpp>

namespace nucleus::pg {

namespace {
constexpr std::chrono::milliseconds slow{500};
}

void record(const request& r) {
    if (r.started == steady::time_point{}) return;
    const auto took = steady::now() - r.started;
    if (r.text->durations) r.text->durations->observe(std::chrono::duration<double>(took).count());
    if (took < slow) return;
    const auto ms = std::chrono::duration_cast<std::chrono::milliseconds>(took).count();
    log::warn("pg", "slow statement", {{"statement", r.text->name}, {"durationMs", ms}});
}

}
