// Brings the database to the declared entities.
#pragma once
#include "domain/entity.hpp"
#include "schema/change.hpp"
#include <nucleus/async/task.hpp>
#include <nucleus/pg/database.hpp>

namespace nucleus::crud {

/// Control context only.
class schema_sync {
public:
    schema_sync(boost::asio::io_context& control, pg::database& db,
                std::vector<const entity*> entities)
        : control_{control}
        , db_{db}
        , entities_{std::move(entities)} {}

    /// What would be done in `schema`. Changes nothing, and waits for nobody.
    task<std::vector<change>> plan(std::string schema);
    /// Does it: first all of it in one transaction, but for the work over the rows of large tables,
    /// which comes after it one by one. Under an advisory lock, so that of two nodes starting
    /// together one does it and the other finds nothing left. What a crash leaves undone the next
    /// call does. Throws std::runtime_error naming entity, column and remedy when a needed step
    /// would lose data (unless `allow_destructive`), rows stand in the way, or PostgreSQL refuses
    /// one; before the end of the transaction nothing was changed then, after it only what failed
    /// is as it was. Returns what was done.
    task<std::vector<change>> apply(std::string schema, bool allow_destructive);

private:
    boost::asio::io_context& control_;
    pg::database& db_;
    std::vector<const entity*> entities_;
};

}
