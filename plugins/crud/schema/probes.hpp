// Queries that find rows which a rule does not allow, before the rule is made. They answer ids, and
// nothing else of a row.
#pragma once
#include "schema/comparison.hpp"

namespace nucleus::crud {

[[nodiscard]] std::string find_null(const table_comparison& c, const std::string& column);
[[nodiscard]] std::string find_breach(const table_comparison& c, const std::string& condition);
[[nodiscard]] std::string find_equal(const table_comparison& c, const index& i);
/// `target`: the table referred to when it is an entity's, else null.
[[nodiscard]] std::string find_orphan(const table_comparison& c, const column& from,
                                      const table_comparison* target);

}
