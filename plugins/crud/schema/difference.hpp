// What brings an actual table to its declared shape.
#pragma once
#include "domain/entity.hpp"
#include "schema/actual.hpp"
#include "schema/change.hpp"

namespace nucleus::crud {

/// Steps in the order in which they can be made, over all entities. `declared` are the shadows that
/// PostgreSQL made from the same declaration, so that both sides speak its words.
[[nodiscard]] std::vector<change> difference(const std::vector<const entity*>& entities,
                                             const actual_schema& declared,
                                             const actual_schema& actual,
                                             const std::string& schema);

}
