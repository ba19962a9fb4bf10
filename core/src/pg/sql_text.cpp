#include "pg/sql_text.hpp"

namespace nucleus::pg {

namespace {

std::string quoted(std::string_view text, char quote) {
    std::string out{quote};
    for (const char c : text) {
        if (c == quote) out += quote;
        out += c;
    }
    return out += quote;
}

}

std::string quoted_identifier(std::string_view name) { return quoted(name, '"'); }
std::string quoted_literal(std::string_view text) { return quoted(text, '\''); }

std::string expand_schema(std::string_view sql, std::string_view schema) {
    constexpr std::string_view mark = "{schema}";
    const auto name = quoted_identifier(schema);
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
