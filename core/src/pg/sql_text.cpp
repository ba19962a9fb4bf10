#include "pg/sql_text.hpp"

namespace nucleus::pg {

std::string quoted_literal(std::string_view text) {
    std::string out{"'"};
    for (const char c : text) out.append(c == '\'' ? 2 : 1, c);
    return out + "'";
}

std::string expand_schema(std::string_view sql, std::string_view schema) {
    constexpr std::string_view mark = "{schema}";
    const auto name = quoted(schema);
    std::string out;
    out.reserve(sql.size() + 4 * name.size());
    for (;;) {
        const auto at = sql.find(mark);
        out += sql.substr(0, at);
        if (at == sql.npos) return out;
        out += name;
        sql.remove_prefix(at + mark.size());
    }
}

}
