// Rows of a configuration into the tables of entities. Provided by crud.
#pragma once
#include <nucleus/async/task.hpp>
#include <nucleus/seed_rows.hpp>
#include <string_view>

namespace nucleus {

namespace pg {
class transaction;
}

class row_seeder {
public:
    static constexpr std::string_view service_name = "row_seeder";
    virtual ~row_seeder();
    /// Stores rows that were checked (registry::rows_at) in the schema of the transaction, each
    /// after those that it refers to. Like rows that ADD stores for nobody in particular, but hooks
    /// are not asked: it is no request. Throws what PostgreSQL refuses; the caller commits. Any
    /// worker.
    virtual task<void> sow(pg::transaction& tx, const seed_rows& rows) const = 0;
};

}
