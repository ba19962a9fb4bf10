#include "hooks/hooked_row.hpp"
#include "store/cell_text.hpp"
#include <algorithm>
#include <nucleus/json/json.hpp>
#include <stdexcept>

namespace nucleus::crud {

std::optional<std::string_view> result_row::value(std::string_view column) const {
    std::size_t at = 1; // behind xmin
    for (const auto& c : entity_.columns) {
        if (!c.readable) continue;
        if (c.name == column)
            return rows_.null(row_, at) ? std::nullopt : std::optional{rows_.text(row_, at)};
        ++at;
    }
    return std::nullopt;
}

void result_row::write_json(std::string& out) const {
    writer_.write(out, rows_, row_, 1, {}, big_number_form::number);
}

std::optional<std::size_t> hooked_write::find(std::string_view column) const {
    const auto at = std::ranges::find(entity_.columns, column, &crud::column::name);
    if (at == entity_.columns.end()) return std::nullopt;
    return static_cast<std::size_t>(at - entity_.columns.begin());
}

bool hooked_write::gives(std::string_view column) const {
    const auto at = find(column);
    return at && (*write_.cells)[*at].is != cell::state::absent;
}

std::optional<std::string_view> hooked_write::given(std::string_view column) const {
    const auto at = find(column);
    if (!at) return std::nullopt;
    auto text = given_text(entity_, *at, write_);
    if (!text) return std::nullopt;
    return text_ = std::move(*text);
}

void hooked_write::write_json(std::string& out) const {
    json::writer w{out};
    w.begin_object();
    std::string text;
    for (std::size_t i = 0; i < write_.cells->size(); ++i) {
        const auto& c = entity_.columns[i];
        if ((*write_.cells)[i].is == cell::state::absent || !c.readable) continue;
        w.key(c.json_name);
        const auto given = given_text(entity_, i, write_);
        if (!given) {
            w.null();
            continue;
        }
        text.clear();
        if (c.array)
            write_array(text, c.type, *given, big_number_form::number);
        else
            write_value(text, c.type, *given, big_number_form::number);
        w.raw(text);
    }
    w.end_object();
}

void hooked_write::set(std::string_view column, std::optional<std::string> value) {
    const auto at = find(column);
    if (!at || entity_.server_fills(*at) || entity_.updated_at == *at)
        throw std::out_of_range("no column that can be set: " + std::string{column});
    if (!settable_) throw std::logic_error("only creations and updates have values to set");
    auto& c = write_.own_cell(*at);
    c = {};
    c.is = value ? cell::state::value : cell::state::null;
    if (value) c.text = std::move(*value);
    write_.in_text_form[*at] = true;
}

}
