#include "identity/session_cache.hpp"

namespace nucleus::auth {

known_session_ptr session_cache::by_token(std::string_view token, instant now) {
    const auto* known = tokens_.find(token);
    if (known == nullptr || now >= known->expires) return nullptr;
    return by_id(known->session_id, now);
}

known_session_ptr session_cache::by_id(const uuid& id, instant now) {
    const auto* known = sessions_.find(id);
    return known != nullptr && now < (*known)->ends ? *known : nullptr;
}

void session_cache::keep(known_session_ptr s) {
    const auto id = s->of.id;
    sessions_.put(id, std::move(s));
}

void session_cache::keep_token(std::string_view token, const uuid& session_id, instant expires) {
    tokens_.put(std::string{token}, {session_id, expires});
}

void session_cache::drop(const uuid& session_id) {
    latest_[++drops_ % latest_.size()] = session_id;
    sessions_.erase(session_id);
}

bool session_cache::dropped_since(std::uint64_t drops, const uuid& id) const noexcept {
    if (all_dropped_ > drops || drops_ - drops > latest_.size()) return true;
    for (auto n = drops + 1; n <= drops_; ++n)
        if (latest_[n % latest_.size()] == id) return true;
    return false;
}

void session_cache::drop_schema(std::string_view schema) {
    all_dropped_ = ++drops_; // of what is being read nobody knows whose it is
    sessions_.erase_if([&](const auto& one) { return one.second->schema == schema; });
}

void session_cache::drop_all() {
    all_dropped_ = ++drops_;
    tokens_.clear();
    sessions_.clear();
}

}
