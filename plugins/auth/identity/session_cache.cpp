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
    drops_.note(session_id);
    sessions_.erase(session_id);
}

void session_cache::drop_schema(std::string_view schema) {
    drops_.note_all(); // of what is being read nobody knows whose it is
    sessions_.erase_if([&](const auto& one) { return one.second->schema == schema; });
}

void session_cache::drop_all() {
    drops_.note_all();
    tokens_.clear();
    sessions_.clear();
}

}
