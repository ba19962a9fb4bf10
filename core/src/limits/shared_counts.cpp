#include "limits/shared_counts.hpp"
#include "limits/store/count_store.hpp"
#include <nucleus/log.hpp>
#include <utility>

namespace nucleus::limits {

namespace {
using namespace std::chrono_literals;
constexpr auto patience = 500ms;
constexpr auto pause = 1s;
}

task<std::optional<decision>> shared_counts::take(std::string_view schema, std::string_view key,
                                                  const rule& r) {
    const auto now = steady::now();
    if (!may_ask(now)) co_return std::nullopt;
    try {
        const pg::call c{schema, now + patience};
        const auto got = co_await take_count(*on_, c, key, r.how, r.of);
        reached();
        co_return got;
    } catch (const pg::query_failure& f) {
        failed(f);
    } catch (const failure& f) {
        failed(f.reason().kind->code);
    }
    co_return std::nullopt;
}

task<void> shared_counts::give_back(std::string_view schema, std::string_view key, const rule& r,
                                    std::uint64_t granted_at) {
    const auto now = steady::now();
    if (!may_ask(now)) co_return;
    try {
        const pg::call c{schema, now + patience};
        co_await give_back_count(*on_, c, key, r.how, r.of, granted_at);
        reached();
    } catch (const pg::query_failure& f) {
        failed(f);
    } catch (const failure& f) {
        failed(f.reason().kind->code);
    }
}

bool shared_counts::may_ask(steady::time_point now) const {
    return on_ != nullptr && now >= ask_again_;
}

void shared_counts::failed(const pg::query_failure& f) {
    failed(f.sqlstate.empty() ? "the connection was lost" : "SQLSTATE " + f.sqlstate);
}

void shared_counts::failed(std::string_view why) {
    ask_again_ = steady::now() + pause;
    if (std::exchange(away_, true)) return; // told already
    log::warn("limits", "the shared count cannot be reached", {{"reason", why}});
}

void shared_counts::reached() {
    if (std::exchange(away_, false)) log::info("limits", "the shared count is reached again");
}

}
