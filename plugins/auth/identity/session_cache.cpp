#include "identity/session_cache.hpp"

namespace nucleus::auth {

namespace {

template <class What> in_schema<std::string_view, What> key(std::string_view schema, What what) {
    return {schema, what};
}

}

known_session_ptr session_cache::by_token(std::string_view schema, std::string_view token,
                                          instant now) {
    const auto* known = tokens_.find(key(schema, token));
    if (known == nullptr || now >= known->expires) return nullptr;
    return by_id(schema, known->session_id, now);
}

known_session_ptr session_cache::by_id(std::string_view schema, const uuid& id, instant now) {
    const auto* kept = sessions_.find(key(schema, id));
    if (kept == nullptr || kept->generation != generation_of(schema)) return nullptr;
    return now < kept->known->ends ? kept->known : nullptr;
}

void session_cache::keep(known_session_ptr s) {
    in_schema<std::string, uuid> at{s->schema, s->of.id};
    const auto generation = generation_of(s->schema);
    sessions_.put(std::move(at), {std::move(s), generation});
}

void session_cache::keep_token(std::string_view schema, std::string_view token,
                               const uuid& session_id, instant expires) {
    tokens_.put({std::string{schema}, std::string{token}}, {session_id, expires});
}

void session_cache::drop(const uuid& session_id) {
    drops_.note(session_id);
    sessions_.erase(session_id);
}

void session_cache::drop_schema(std::string_view schema) { generations_.erase(schema); }

void session_cache::drop_all() {
    drops_.note_all();
    tokens_.clear();
    sessions_.clear();
}

session_cache::moment session_cache::moment_of(std::string_view schema) {
    return {generation_of(schema), drops_.count()};
}

bool session_cache::dropped_since(const moment& m, std::string_view schema, const uuid& id) {
    return m.generation != generation_of(schema) || drops_.since(m.drops, id);
}

std::uint64_t session_cache::generation_of(std::string_view schema) {
    if (const auto* known = generations_.find(schema)) return *known;
    generations_.put(std::string{schema}, ++last_generation_);
    return last_generation_;
}

}
