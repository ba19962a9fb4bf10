// BULK_CREATE_USERS: POST /auth/admin/bulk-create-users.
#pragma once
#include "handlers/register_user.hpp"

namespace nucleus::auth {

inline constexpr int most_in_bulk = 10'000;

struct bulk_user {
    std::string email;
    std::optional<secret_string> password;
    std::optional<std::string> username, first_name, last_name;
};
NUCLEUS_DESCRIBE(bulk_user, (email, "E-mail address", trimmed, format::email, max_length(254)),
                 (password, "By the password policy; without it one is made up", max_length(1024)),
                 (username, "3 to 100 letters, digits, . _ -", max_length(100)),
                 (first_name, "First name", trimmed, max_length(100)),
                 (last_name, "Last name", trimmed, max_length(100)))

struct bulk_generation {
    std::string prefix, domain;
    int count = 0;
    std::optional<int> password_length;
};
NUCLEUS_DESCRIBE(bulk_generation,
                 (prefix, "Of the addresses: prefix1@domain, prefix2@domain …", min_length(1),
                  max_length(50), pattern("^[A-Za-z0-9][A-Za-z0-9._-]*$")),
                 (domain, "Of the addresses", min_length(1), max_length(190)),
                 (count, "How many", at_least(1), at_most(most_in_bulk)),
                 (password_length, "Of the passwords; default 16", at_least(8), at_most(128)))

struct bulk_create_request {
    std::vector<bulk_user> users;
    std::optional<bulk_generation> generate;
    std::vector<std::string> roles;
    std::optional<uuid> cohort;
};
NUCLEUS_DESCRIBE(bulk_create_request, (users, "Who; or", defaulted, max_length(most_in_bulk)),
                 (generate, "Addresses in a row"),
                 (roles, "Names of roles, besides that of everybody", defaulted, max_length(50)),
                 (cohort, "Of which they become members"))

struct skipped_user {
    std::string email, reason;
};
NUCLEUS_DESCRIBE(skipped_user, (email, "E-mail address"),
                 (reason, "email_taken, username_taken, email_repeated or username_repeated"))
struct told_password {
    std::string email, password;
};
NUCLEUS_DESCRIBE(told_password, (email, "E-mail address"), (password, "It is not shown again"))
struct bulk_created {
    std::vector<user> created;
    std::vector<skipped_user> skipped;
    std::vector<told_password> generated_passwords;
};
NUCLEUS_DESCRIBE(bulk_created, (created, "Accounts that were made"),
                 (skipped, "Those that were not, and why"),
                 (generated_passwords, "Of those that came without one"))

void check_bulk_create(const auth_context& auth, const bulk_create_request& body,
                       std::vector<fault>& found);
/// Those whose names are free, in one transaction, once all of their passwords are hashed: one
/// after the other, so that sign-ins have their turn. A client that goes away before leaves nothing
/// behind.
task<result<answered>> bulk_create(auth_context& auth, request_context& rc,
                                   bulk_create_request body);

}
