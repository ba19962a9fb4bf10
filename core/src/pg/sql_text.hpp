// `{schema}` in the text of a statement.
#pragma once
#include <string>
#include <string_view>

namespace nucleus::pg {

/// In double quotes, as SQL writes any identifier.
[[nodiscard]] std::string quoted_identifier(std::string_view name);
/// In single quotes, as SQL writes any text.
[[nodiscard]] std::string quoted_literal(std::string_view text);
/// Every `{schema}` replaced by the quoted schema.
[[nodiscard]] std::string expand_schema(std::string_view sql, std::string_view schema);

}
