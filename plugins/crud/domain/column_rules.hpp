// From the declaration of a column to its rules, in the validator and in SQL.
#pragma once
#include "domain/entity.hpp"

namespace nucleus::crud {

[[nodiscard]] column make_column(const column_config& from, std::string_view table);
/// What checks an operand that is compared with the column: its type, not its rules.
[[nodiscard]] field operand_of(const column& c);
/// The SQL of a declared default; an error says why it is none.
[[nodiscard]] result<std::string> default_of(const column_config& from);

}
