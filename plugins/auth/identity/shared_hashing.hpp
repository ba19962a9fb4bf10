// Password hashing, which all tenants share.
#pragma once
#include "identity/shared_places.hpp"
#include <functional>
#include <nucleus/services/passwords.hpp>

namespace nucleus::auth {

/// The pool is bounded, and one for all: so that nobody fills it alone, each schema has so many
/// jobs in it at most, and is refused further ones as by a full pool. Any worker.
class shared_hashing {
public:
    /// `most_of_one`: how many jobs of a schema may run and wait, asked for each of them.
    shared_hashing(passwords& pool, std::function<std::size_t()> most_of_one)
        : pool_{pool}
        , most_of_one_{std::move(most_of_one)} {}

    task<std::string> hash(std::string schema, const secret_string& password);
    task<passwords::verdict> verify(std::string schema, std::string_view phc,
                                    const secret_string& password);

private:
    class place;

    passwords& pool_;
    std::function<std::size_t()> most_of_one_;
    shared_places jobs_; ///< how many in all, the pool says
};

}
