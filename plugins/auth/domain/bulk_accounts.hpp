// Accounts that are made together. Pure.
#pragma once
#include <functional>
#include <nucleus/secret_string.hpp>
#include <nucleus/uuid.hpp>
#include <optional>
#include <string>
#include <vector>

namespace nucleus::auth {

struct asked_account {
    std::string email;                   ///< in normal form
    std::optional<std::string> username; ///< in normal form
    std::optional<std::string> first_name, last_name;
    secret_string password;    ///< empty: one is to be made up
    bool made_up = false;      ///< the password is, and has to be told
    std::string password_hash; ///< PHC string
    uuid id{};
};

struct skipped_account {
    std::string email, reason;
};

struct bulk_plan {
    std::vector<asked_account> accounts;
    std::vector<skipped_account> skipped;
};

/// Takes those out of the plan for which there is a reason.
void skip(bulk_plan& plan, const std::function<const char*(const asked_account&)>& reason_against);

/// Of those with the same address or user name the first stays.
void skip_repeated(bulk_plan& plan);

}
