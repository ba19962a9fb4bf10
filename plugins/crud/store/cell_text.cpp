#include "store/cell_text.hpp"
#include "domain/value_check.hpp"

namespace nucleus::crud {

namespace {

void append_copy(std::string& out, std::string_view text) {
    for (;;) {
        const auto special = text.find_first_of("\\\t\n\r");
        out.append(text.substr(0, special));
        if (special == text.npos) return;
        const char c = text[special];
        out.push_back('\\');
        out.push_back(c == '\t' ? 't' : c == '\n' ? 'n' : c == '\r' ? 'r' : '\\');
        text.remove_prefix(special + 1);
    }
}

}

std::string array_of(const cell& c) {
    std::string out{"{"};
    for (const auto& item : c.items) {
        if (out.size() > 1) out.push_back(',');
        if (item.is != cell::state::value) {
            out.append("NULL");
            continue;
        }
        const auto one = array_text({item.text});
        out.append(one, 1, one.size() - 2);
    }
    return out.append("}");
}

std::string array_of_texts(const std::vector<std::optional<std::string>>& elements) {
    std::string out{"{"};
    for (const auto& e : elements) {
        if (out.size() > 1) out.push_back(',');
        if (!e) {
            out.append("NULL");
            continue;
        }
        out.push_back('"');
        for (const char c : *e) {
            if (c == '"' || c == '\\') out.push_back('\\');
            out.push_back(c);
        }
        out.push_back('"');
    }
    return out.append("}");
}

std::optional<std::string> given_text(const entity& e, std::size_t column, const planned_write& w) {
    const auto& given = (*w.cells)[column];
    if (given.is != cell::state::value) return std::nullopt;
    return e.columns[column].array && !w.in_text_form[column] ? array_of(given) : given.text;
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
    for (std::size_t i = 0; i < columns.size(); ++i) {
        const auto column = columns[i];
        if (i) out.push_back('\t');
        if (column != e.id && !e.server_fills(column) && !e.columns[column].array) {
            const auto& given = (*w.cells)[column];
            if (given.is == cell::state::value)
                append_copy(out, given.text);
            else
                out.append("\\N");
            continue;
        }
        if (const auto text = text_of(e, column, w, by))
            append_copy(out, *text);
        else
            out.append("\\N");
    }
    out.push_back('\n');
}

}
