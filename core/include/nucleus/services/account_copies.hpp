// Accounts that are in two schemas, because one is a copy of the other. Provided by auth.
#pragma once
#include <nucleus/async/task.hpp>
#include <nucleus/pg/database.hpp>
#include <string_view>

namespace nucleus {

class account_copies {
public:
    static constexpr std::string_view service_name = "account_copies";
    virtual ~account_copies();
    /// In the schema of the transaction, which is the copy: links that were mailed and are not used
    /// are good in the original only, and so are sessions; people sign in anew. Passwords, keys and
    /// the trust in devices stay. The caller commits.
    virtual task<void> cut_off(pg::transaction& tx) = 0;
};

}
