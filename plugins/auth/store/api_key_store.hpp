// API keys in PostgreSQL.
#pragma once
#include "domain/account.hpp"
#include "domain/api_key.hpp"
#include <nucleus/clock.hpp>
#include <nucleus/pg/database.hpp>

namespace nucleus::auth {

/// A key as its owner sees it.
struct api_key {
    uuid id;
    std::string name;
    std::optional<std::string> description{};
    std::string preview;
    key_lists lists;
    std::optional<instant> expires_at{}, last_used_at{};
    std::optional<std::string> last_used_ip{};
    std::int64_t usage_count = 0;
    instant created_at{};
};

/// Whether the session that asks for a key has not been ended by now, as by a reset of the
/// password. Locks the user's row, so that it stays so, and that two at once are not both the last
/// to have room.
task<bool> still_asks(pg::transaction& tx, const uuid& user_id, const uuid& session_id,
                      instant now);
/// Adds it. False: the user has `most` keys already that are good.
task<bool> add_api_key(pg::transaction& tx, const uuid& user_id, const api_key& k,
                       const std::string& hash, int most);
/// Those of the user that are not revoked, newest first.
task<std::vector<api_key>> find_api_keys(pg::database& db, pg::call c, const uuid& user_id);
task<std::optional<api_key>> find_api_key(pg::database& db, pg::call c, const uuid& user_id,
                                          const uuid& id);

struct api_key_changes {
    std::optional<std::string> name, description;
    key_lists lists; ///< those that are given
    std::optional<instant> expires_at;
};
/// Changes what is given and announces that; none: the user has no such key.
task<std::optional<api_key>> change_api_key(pg::transaction& tx, const uuid& user_id,
                                            const uuid& id, const api_key_changes& to, instant now);
/// Ends it and announces that; false: the user has no such key.
task<bool> revoke_api_key(pg::transaction& tx, const uuid& user_id, const uuid& id,
                          std::string_view reason, instant now);
/// Ends the user's sessions and keys, and announces that: their ids. Of accounts that change hands,
/// or may have been in wrong ones.
task<std::vector<uuid>> end_all_access(pg::transaction& tx, const uuid& user_id,
                                       std::string_view reason, instant now);
task<std::vector<uuid>> end_all_access(pg::transaction& tx, const std::vector<uuid>& users,
                                       std::string_view reason, instant now);

/// Whom a key stands for.
struct key_holder {
    std::string hash;
    key_lists lists;
    std::optional<instant> expires_at;
    account owner;
    owner_rights rights;
    std::string belongings; ///< what else ME tells, as JSON
};
/// None: there is no such key, or it is revoked, or its owner is gone.
task<std::optional<key_holder>> find_key_holder(pg::database& db, pg::call c, const uuid& id);

/// Those roles and claims in the lists that are not there.
task<key_lists> find_unknown(pg::database& db, pg::call c, const key_lists& asked);

/// How often a key was used since the last time that was noted.
struct key_use {
    uuid id;
    std::int64_t times = 0;
    instant last{};
    std::string address;
};
task<void> note_key_uses(pg::database& db, pg::call c, const std::vector<key_use>& uses);

/// Forgets keys that were revoked, or expired, before then.
task<void> prune_api_keys(pg::database& db, pg::call c, instant before);

}
