// Everything in the database that refers to a user, and what becomes of it when the user goes or
// has another id.
#pragma once
#include <nucleus/pg/database.hpp>
#include <nucleus/services/entity_references.hpp>
#include <string>
#include <vector>

namespace nucleus::auth {

/// A column that holds ids of users.
struct user_reference {
    std::string table, column;
    bool keeps_user = false; ///< a foreign key that does not let them go
    std::string at;          ///< the table and the column, quoted, as SQL needs them
    std::string set;
    std::string where{}; ///< which rows of the table it is about; empty: all
};
/// Foreign keys, as the database knows them; columns with the names that stand for users
/// everywhere (created_by, user_id …, and owner_id or entity_id where the row says that it is a
/// user's); and what is `declared`. Of the transaction's schema.
task<std::vector<user_reference>>
find_user_references(pg::transaction& tx, const std::vector<referring_column>& declared);

/// How many rows refer to the user by it.
task<std::int64_t> count_references(pg::transaction& tx, const user_reference& by, const uuid& id);

/// Lets a reference follow: how many rows it were.
task<std::int64_t> move_references(pg::transaction& tx, const user_reference& r, const uuid& from,
                                   const uuid& to);

/// Whether there is, or was, a user with that id.
task<bool> has_user(pg::transaction& tx, const uuid& id);

/// The user once more, under another id, and as deleted until the old one has gone. Throws
/// query_failure 23505 naming users_pkey when the id is taken.
task<void> copy_user(pg::transaction& tx, const uuid& from, const uuid& to, instant now);
/// The copy takes the place of the old one, which nothing refers to any more.
task<void> replace_user(pg::transaction& tx, const uuid& from, const uuid& to);

/// Removes the user with the addresses and phones, and all that cascades. Throws query_failure
/// 23503 naming the table that does not let go of what would be removed with them.
task<void> remove_user(pg::transaction& tx, const uuid& id, std::string_view failure_keys);

}
