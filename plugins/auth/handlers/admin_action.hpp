// What the endpoints have in common by which an administrator does something to one account.
#pragma once
#include "domain/account.hpp"
#include "handlers/auth_context.hpp"
#include <nucleus/services/audit_trail.hpp>
#include <nucleus/services/entity_references.hpp>
#include <string_view>

namespace nucleus::auth {

/// One account, and who wants something of it.
struct admin_action {
    auth_context& auth;
    request_context& rc;
    std::string_view operation; ///< of the record: "SUSPEND"
    uuid id{};
};

/// What came of it.
struct deed {
    bool changed = false;          ///< else it was so already, and there is nothing to record
    std::vector<uuid> ended{};     ///< sessions, and keys
    bool shuts_out = false;        ///< also those who come with keys, which are not ended
    std::optional<account> whom{}; ///< filled in by act()
};
/// Decides and does it, in the transaction in which the account's row is locked. What it refuses
/// must not have changed anything.
using act_function = task<result<deed>> (*)(pg::transaction& tx, const admin_action& a,
                                            const account& whom);

/// Who decides: the caller as they are now, with a key as that; none: they are gone.
task<std::optional<account>> deciding(pg::transaction& tx, const request_context& rc);

/// The account, its row locked, if the caller as they are now may decide about it; `not_found`, or
/// `forbidden` when it is a godmin's or may do more than they may.
task<result<account>> reach_account(pg::transaction& tx, const request_context& rc, const uuid& id);

/// For the account in the path, or that of `a`: reaches it, lets `f` act and records what it did,
/// all in one transaction; once it is committed the sessions are forgotten.
task<result<deed>> act(admin_action a, act_function f);
task<result<deed>> act_on_path(auth_context& auth, request_context& rc, std::string_view operation,
                               act_function f);

/// Columns that entities declare to hold ids of users.
[[nodiscard]] std::vector<referring_column> columns_of_users(const auth_context& auth);

/// A record of what was done to these users, where there is somebody who keeps records.
task<void> note_users(pg::transaction& tx, const auth_context& auth, const request_context& rc,
                      std::string_view operation, const std::vector<audited_row>& users);

}
