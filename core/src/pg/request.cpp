#include "pg/request.hpp"
#include <algorithm>

namespace nucleus::pg {

void complete(ticket t, outcome how) {
    t.r->how = how;
    if (t.r->followers.empty()) return resume_now(std::move(t.resume));
    const auto result = t.r->result;
    auto followers = std::exchange(t.r->followers, {});
    resume_now(std::move(t.resume));
    for (auto& f : followers) {
        f.r->how = how;
        f.r->result = result;
        resume_now(std::move(f.resume));
    }
}

namespace {

/// The first of the followers heads the rest, and what was sent for `r` is its own now.
ticket heir_of(request& r) {
    if (r.followers.empty()) return {};
    auto heir = std::move(r.followers.front());
    r.followers.erase(r.followers.begin());
    auto& next = *heir.r;
    next.followers = std::exchange(r.followers, {});
    next.how = r.how;
    next.result = r.result;
    next.started = std::exchange(r.started, {}); // it was sent once
    next.named = r.named;
    return heir;
}

}

ticket leave(ticket& head, const request* r) {
    if (!head.r) return {};
    if (head.r == r) {
        auto heir = heir_of(*head.r);
        return std::exchange(head, std::move(heir));
    }
    auto& followers = head.r->followers;
    const auto at = std::ranges::find(followers, r, &ticket::r);
    if (at == followers.end()) return {};
    auto found = std::move(*at);
    followers.erase(at);
    return found;
}

request* overdue_of(const ticket& head, steady::time_point now) noexcept {
    if (!head.r || head.r->deadline <= now) return head.r;
    for (const auto& f : head.r->followers)
        if (f.r->deadline <= now) return f.r;
    return nullptr;
}

}
