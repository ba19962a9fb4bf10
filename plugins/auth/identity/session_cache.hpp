// The sessions and API keys that one worker knows to be good.
#pragma once
#include "domain/account.hpp"
#include "domain/session.hpp"
#include "identity/in_schema.hpp"
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

/// One per worker, touched by its thread only. Whoever fills it notes moment_of() before asking the
/// database, and keeps nothing that may have been dropped since. What is dropped in one schema
/// costs the others nothing, however much there is.
class session_cache {
public:
    /// What an access token or API key that was verified before stands for, if it still holds.
    [[nodiscard]] known_session_ptr by_token(std::string_view schema, std::string_view token,
                                             instant now);
    [[nodiscard]] known_session_ptr by_id(std::string_view schema, const uuid& id, instant now);

    void keep(known_session_ptr s);
    void keep_token(std::string_view schema, std::string_view token, const uuid& session_id,
                    instant expires);

    void drop(const uuid& session_id);
    void drop_schema(std::string_view schema);
    void drop_all();

    struct moment {
        std::uint64_t generation, drops;
    };
    [[nodiscard]] moment moment_of(std::string_view schema);
    /// True also when it cannot be told any more.
    [[nodiscard]] bool dropped_since(const moment& m, std::string_view schema, const uuid& id);

private:
    struct kept_session {
        known_session_ptr known;
        std::uint64_t generation; ///< of its schema
    };
    struct verified {
        uuid session_id;
        instant expires;
    };
    std::uint64_t generation_of(std::string_view schema);

    bounded_map<in_schema<std::string, std::string>, verified, hash_in_schema> tokens_;
    bounded_map<in_schema<std::string, uuid>, kept_session, hash_in_schema> sessions_;
    /// A schema gets a new one when it was dropped, or forgotten here: no number comes twice.
    bounded_map<std::string, std::uint64_t, hash_in_schema> generations_;
    std::uint64_t last_generation_ = 0;
    recent_drops drops_; ///< of single sessions, and of all
};

}
