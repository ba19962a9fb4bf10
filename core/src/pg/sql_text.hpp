// `{schema}` in the text of a statement.
#pragma once
#include <nucleus/pg/quoted.hpp>
#include <string>
#include <string_view>

namespace nucleus::pg {

/// In single quotes, as SQL writes any text.
[[nodiscard]] std::string quoted_literal(std::string_view text);
/// Every `{schema}` replaced by the quoted schema.
[[nodiscard]] std::string expand_schema(std::string_view sql, std::string_view schema);

}
