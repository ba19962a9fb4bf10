// API keys: how they look, and what they may do. Pure.
#pragma once
#include "domain/account.hpp"
#include <nucleus/error.hpp>
#include <nucleus/principal.hpp>
#include <nucleus/secret_string.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace nucleus::auth {

/// `nk_<id>_<secret>`: 32 hexadecimal digits, and 256 random bits in base64url.
[[nodiscard]] secret_string api_key_text(const uuid& id, const secret_string& secret);
/// Whose a text of that form would be; none for any other.
[[nodiscard]] std::optional<uuid> api_key_id(std::string_view text);
/// What people know a key by, 20 characters at most: its beginning and its end.
[[nodiscard]] std::string api_key_preview(std::string_view text);

/// What a key is held to. A list that is not given restricts nothing, an empty one grants nothing,
/// and "*" stands for all that its owner has.
struct key_lists {
    std::optional<std::vector<std::string>> roles;  ///< names: claims come through these only
    std::optional<std::vector<std::string>> claims; ///< actions
    std::optional<std::vector<std::string>> scopes; ///< actions, with * for any letters: `get.*`
};

NUCLEUS_DESCRIBE(key_lists, (roles, "Names", nullable), (claims, "Actions", nullable),
                 (scopes, "Patterns of actions", nullable))

/// A claim that a role gives; without a scope for every row.
struct grant {
    std::string role, claim;
    std::optional<std::string> scope{};
};
NUCLEUS_DESCRIBE(grant, (role, "Name"), (claim, "Action"), (scope, "Filter of rows", nullable))

/// What is wrong with lists that somebody asks for, whoever it is; paths as in the body of a
/// request.
[[nodiscard]] std::vector<fault> faults_of(const key_lists& lists);
/// Roles and claims in them that `who` has not got, or that are not there at all.
[[nodiscard]] std::vector<fault> beyond(const key_lists& lists, const principal& who,
                                        const key_lists& unknown);

/// What the owner has now.
struct owner_rights {
    bool is_god = false;
    std::vector<std::string> roles;
    std::vector<grant> grants;        ///< by their roles; of a godmin those of every role
    std::vector<std::string> actions; ///< of a godmin: all there are
};

NUCLEUS_DESCRIBE(owner_rights, (grants, "By roles"), (actions, "Of a godmin")) // as they are stored

struct key_rights {
    bool is_god = false;
    rights may; ///< sorted, as a principal's
};
/// What the lists and the owner's rights have in common. With a list of roles the key has those of
/// them that its owner has, else it has none: a claim is no office. A key is a godmin when its
/// owner is one and each list that is given has "*" (that of roles "godmin", too).
[[nodiscard]] key_rights rights_of_key(const key_lists& lists, const owner_rights& owner);

/// Whether `action` is one that `pattern` means: a * in it stands for any letters, or none.
[[nodiscard]] bool means(std::string_view pattern, std::string_view action);

}
