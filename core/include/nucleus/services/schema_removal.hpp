// Removing whole schemas of the application, together with what says that they are there.
#pragma once
#include <functional>
#include <nucleus/pg/database.hpp>
#include <string>
#include <string_view>

namespace nucleus {

/// Provided by core, for whoever notes which schemas there are. Control context only.
class schema_removal {
public:
    static constexpr std::string_view service_name = "schema_removal";
    virtual ~schema_removal();

    /// Forgets the schema where it is noted, in the transaction that drops it, which is one of the
    /// first schema. False: it is not the caller's to drop, and stays.
    using release = std::function<task<bool>(pg::transaction&)>;
    /// Drops the schema with all that is in it, and what was noted of its migrations, in one
    /// transaction with `forget`, which goes first: as long as somebody else may still drop it, its
    /// name is not free. False: `forget` said so. Waits a few seconds at most for whoever uses the
    /// schema, then throws std::runtime_error, and nothing is gone. One that is not there is no
    /// failure.
    virtual task<bool> remove(std::string schema, release forget) = 0;
};

}
