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
                                                  const rule& r, spend s) {
    const auto now = steady::now();
    if (on_ == nullptr || now < ask_again_) co_return std::nullopt;
    std::string why;
    try {
        const pg::call c{schema, now + patience};
        if (s == spend::yes) {
            const auto got = co_await take_count(*on_, c, key, r.how, r.of);
            reached();
            co_return got;
        }
        const auto seen = co_await look_at_count(*on_, c, key, r.how, r.of);
        reached();
        co_return seen;
    } catch (const pg::query_failure& f) {
        why = f.sqlstate.empty() ? "the connection was lost" : "SQLSTATE " + f.sqlstate;
    } catch (const failure& f) {
        why = f.reason().kind->code;
    }
    ask_again_ = steady::now() + pause;
    if (std::exchange(away_, true)) co_return std::nullopt; // told already
    log::warn("limits", "the shared count cannot be reached", {{"reason", why}});
    co_return std::nullopt;
}

void shared_counts::reached() {
    if (std::exchange(away_, false)) log::info("limits", "the shared count is reached again");
}

}
