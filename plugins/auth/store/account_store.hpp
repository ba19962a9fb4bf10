// Users in PostgreSQL.
#pragma once
#include "domain/account.hpp"
#include <nucleus/pg/database.hpp>

namespace nucleus::auth {

struct new_account {
    uuid id;
    std::string email; ///< in normal form
    std::optional<std::string> username, first_name, last_name;
    std::string password; ///< PHC string; empty: none
    std::string role;     ///< given to it if there is such a role; empty: none
    bool is_god = false, email_verified = false;
    instant made_at{};
    std::optional<uuid> by{};  ///< who made it, if not they themselves
    std::optional<int> most{}; ///< accounts there may be, with this one; none: any number
};

/// Makes sure that `more` fit among the `most` accounts that there may be (none: any number), and
/// that nobody else adds any until the end of the transaction. Throws failure{user_limit_reached}.
task<void> make_room(pg::transaction& tx, std::optional<int> most, std::size_t more);

/// Adds the user with profile and role. Throws query_failure 23505 naming users_email_key or
/// users_username_key when taken, and what make_room() does.
task<void> add_account(pg::transaction& tx, const new_account& a);

/// Throws when the database is away.
task<void> require_database(pg::database& db, pg::call c);

/// Whom a mail goes to.
struct recipient {
    uuid user_id;
    std::string email;
};
/// The account with that address in normal form, if it may sign in; its row is locked until the end
/// of the transaction.
task<std::optional<recipient>> lock_by_email(pg::transaction& tx, const std::string& email);
/// Before the rows that belong to it, so that two requests never wait for each other.
task<void> lock_user(pg::transaction& tx, const uuid& user_id);

/// Gives the account another address, which was shown to be theirs. False: it may not sign in any
/// more. Throws query_failure 23505 naming users_email_key when the address is taken.
task<bool> change_email(pg::transaction& tx, const uuid& user_id, const std::string& email,
                        instant now);

/// Whether an address, in normal form, is that of an account.
task<bool> has_account(pg::transaction& tx, const std::string& email);
/// Whether a user name, in normal form, is taken.
task<bool> has_username(pg::database& db, pg::call c, const std::string& username);

/// What an attempt to sign in needs to know.
struct login_state {
    std::optional<account> who;
    std::optional<instant> locked_until;
};
/// By e-mail address or user name in normal form; `failure_key` is counted for either.
task<login_state> find_for_login(pg::database& db, pg::call c, std::string_view identifier,
                                 std::string_view failure_key);

/// Forgets failures, unless the account is locked, off or gone by now, or has another password than
/// the one that was checked against `checked_hash`: then none. Locks the user's row until the end
/// of the transaction.
task<std::optional<account>> accept_password(pg::transaction& tx, const uuid& user_id,
                                             std::string_view checked_hash,
                                             std::string_view failure_key, instant now);

/// Replaces a hash by one with today's parameters, unless the password was changed meanwhile.
task<void> replace_hash(pg::database& db, pg::call c, const uuid& user_id, std::string_view was,
                        std::string_view becomes);

/// Makes the account a godmin with that password, adding it if there is none; sessions that it had
/// are revoked and returned.
struct made_godmin {
    uuid user_id{};
    std::vector<uuid> revoked{};
    bool passed_over = false; ///< the address is an ordinary account's
};
task<made_godmin> make_godmin(pg::transaction& tx, const new_account& a, instant now);

/// Of the account with that address; none when there is no such account.
task<std::optional<bool>> is_god(pg::transaction& tx, std::string_view email);

/// Whether `schema`, which need not be the transaction's, has an account whose address is confirmed
/// or that was ever signed in. Accounts stay as they are until the transaction ends.
task<bool> is_anybody_there(pg::transaction& tx, std::string schema);

}
