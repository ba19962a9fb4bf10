// The sessions and API keys that one worker knows to be good.
#pragma once
#include "domain/account.hpp"
#include "domain/session.hpp"
#include <memory>
#include <nucleus/bounded_map.hpp>
#include <nucleus/principal.hpp>
#include <nucleus/recent_drops.hpp>
#include <string>
#include <string_view>

namespace nucleus::auth {

/// A live session, or an API key, with everything that requests ask of it.
struct known_session {
    session of; ///< of an API key: its id and its owner's alone
    account who;
    principal_ptr caller;
    std::string me;     ///< the data of ME, as JSON
    std::string schema; ///< whose table it is in
    instant ends;       ///< by expiry or idleness
};
using known_session_ptr = std::shared_ptr<const known_session>;

/// One per worker, touched by its thread only. Whoever fills it minds drops().
class session_cache {
public:
    /// What an access token or API key that was verified before stands for, if it still holds.
    [[nodiscard]] known_session_ptr by_token(std::string_view token, instant now);
    [[nodiscard]] known_session_ptr by_id(const uuid& id, instant now);

    void keep(known_session_ptr s);
    void keep_token(std::string_view token, const uuid& session_id, instant expires);

    void drop(const uuid& session_id);
    void drop_schema(std::string_view schema);
    void drop_all();
    [[nodiscard]] const recent_drops& drops() const noexcept { return drops_; }

private:
    struct text_hash {
        using is_transparent = void;
        std::size_t operator()(std::string_view t) const noexcept {
            return std::hash<std::string_view>{}(t);
        }
    };
    struct verified {
        uuid session_id;
        instant expires;
    };
    bounded_map<std::string, verified, text_hash> tokens_;
    bounded_map<uuid, known_session_ptr, std::hash<uuid>> sessions_;
    recent_drops drops_;
};

}
