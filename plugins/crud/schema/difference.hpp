// What brings an actual table to its declared shape.
#pragma once
#include "domain/entity.hpp"
#include "schema/actual.hpp"

namespace nucleus::crud {

/// A step, in words and in SQL. Destructive: data could be lost.
struct change {
    std::string object; ///< "products.price"
    std::string what;   ///< "add the column"
    std::string sql;
    bool destructive = false;
    bool needed = true; ///< false: the table serves as it is (a column that is no longer declared)
    std::string remedy; ///< should it fail
};

/// Steps in the order in which they can be made, over all entities. `declared` are the shadows that
/// PostgreSQL made from the same declaration, so that both sides speak its words.
[[nodiscard]] std::vector<change> difference(const std::vector<const entity*>& entities,
                                             const actual_schema& declared,
                                             const actual_schema& actual,
                                             const std::string& schema);

}
