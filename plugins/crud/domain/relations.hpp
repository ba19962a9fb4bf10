// The relations that foreign keys imply.
#pragma once
#include "domain/entity.hpp"

namespace nucleus::crud {

/// Gives every entity its relations: belongs-to for each of its foreign keys, has-many for each
/// that leads to it, many-to-many through tables with exactly two.
///
/// Names: belongs-to after the column without `_id` (the referenced table's name in camelCase is an
/// alias while it is unambiguous), the others after the far table. A name that is taken, by a
/// column or an earlier relation, gets `By` and the belongs-to name behind it: `ordersByBuyer`.
void relate(std::vector<std::unique_ptr<entity>>& all);

}
