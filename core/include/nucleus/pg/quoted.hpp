// Names in SQL that is put together.
#pragma once
#include <string>
#include <string_view>

namespace nucleus::pg {

/// An identifier in double quotes, whatever is in it: a schema that is not the transaction's, whose
/// statements say `{schema}`.
[[nodiscard]] inline std::string quoted(std::string_view name) {
    std::string out{"\""};
    for (const char c : name) out.append(c == '"' ? 2 : 1, c);
    return out + "\"";
}

}
