#include "store/cell_text.hpp"
#include <array>
#include <nucleus/pg/array_text.hpp>

namespace nucleus::crud {

namespace {

/// What follows the backslash, of characters that COPY does not take as they are.
constexpr auto copy_escapes = [] {
    std::array<char, 256> table{};
    table['\\'] = '\\', table['\t'] = 't', table['\n'] = 'n', table['\r'] = 'r';
    return table;
}();

void append_copy(std::string& out, std::string_view text) {
    std::size_t plain = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char escape = copy_escapes[static_cast<unsigned char>(text[i])];
        if (escape == 0) continue;
        out.append(text, plain, i - plain);
        out.push_back('\\');
        out.push_back(escape);
        plain = i + 1;
    }
    out.append(text, plain);
}

}

std::optional<std::string> given_text(const column& c, const cell& given) {
    if (given.is != cell::state::value) return std::nullopt;
    if (!c.array) return given.text;
    pg::array_text all;
    for (const auto& item : given.items) {
        if (item.is == cell::state::value)
            all.add(item.text);
        else
            all.add(std::nullopt);
    }
    return std::move(all).text();
}

std::optional<std::string> given_text(const entity& e, std::size_t column, const planned_write& w) {
    const auto& given = (*w.cells)[column];
    if (w.in_text_form[column] && given.is == cell::state::value) return given.text;
    return given_text(e.columns[column], given);
}

std::optional<std::string> text_of(const entity& e, std::size_t column, const planned_write& w,
                                   std::string_view by) {
    if (column == e.id) return w.id.text();
    if (e.server_fills(column)) return by.empty() ? std::nullopt : std::optional{std::string{by}};
    return given_text(e, column, w);
}

std::string assignment_type(const column& c) {
    return std::string{facts(c.type).cast} + (c.array ? "[]" : "");
}

void append_copy_line(std::string& out, const entity& e, const std::vector<std::size_t>& columns,
                      const planned_write& w, std::string_view by) {
    for (const auto column : columns) {
        const auto& given = (*w.cells)[column];
        if (column == e.id)
            w.id.append_to(out);
        else if (e.server_fills(column))
            out.append(by.empty() ? "\\N" : by);
        else if (given.is != cell::state::value)
            out.append("\\N");
        else if (!e.columns[column].array)
            append_copy(out, given.text);
        else
            append_copy(out, *given_text(e, column, w));
        out.push_back('\t');
    }
    out.back() = '\n';
}

}
