#include "pg/command_queue.hpp"
#include <algorithm>

namespace nucleus::pg {

ticket command_queue::drop(const request* r) {
    ticket found;
    request* heir = nullptr;
    for (auto& c : sent_) {
        found = leave(c.waiter, r);
        if (!found.r) continue;
        heir = c.waiter.r;
        break;
    }
    for (auto& c : sent_)
        if (c.r == r) c.r = heir;
    return found;
}

request* command_queue::overdue(steady::time_point now) const {
    for (const auto& c : sent_)
        if (auto* late = overdue_of(c.waiter, now)) return late;
    return nullptr;
}

bool command_queue::any_waiter() const noexcept {
    return std::ranges::any_of(sent_, [](const command& c) { return c.waiter.r != nullptr; });
}

std::vector<ticket> command_queue::take_all() {
    std::vector<ticket> waiting;
    for (auto& c : sent_)
        if (c.waiter.r) waiting.push_back(std::move(c.waiter));
    sent_.clear();
    open_ = 0;
    return waiting;
}

std::optional<outcome> judge(command::kind what, ExecStatusType status) noexcept {
    using kind = command::kind;
    const bool decides = what == kind::query || what == kind::script || what == kind::copy;
    switch (status) {
    case PGRES_COMMAND_OK:
    case PGRES_TUPLES_OK:
    case PGRES_EMPTY_QUERY: return decides ? std::optional{outcome::answered} : std::nullopt;
    case PGRES_PIPELINE_ABORTED: return decides ? std::optional{outcome::skipped} : std::nullopt;
    case PGRES_PIPELINE_SYNC: return std::nullopt;
    case PGRES_FATAL_ERROR:
        return what == kind::deallocate ? std::nullopt : std::optional{outcome::refused};
    default: return outcome::lost; // COPY and others that nothing here can go on from
    }
}

}
