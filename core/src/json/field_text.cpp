// One text against its field.
#include "json/scalars.hpp"
#include "json/utf8.hpp"
#include <nucleus/json/field_text.hpp>

namespace nucleus::json {

std::optional<fault> check_text(const field& f, std::string& text) {
    const auto refused = [&](std::string_view code, std::string message) {
        return fault{f.name, std::string{code}, std::move(message)};
    };
    if (!valid_utf8(text)) return refused("malformed", "must be UTF-8");
    if (text.find('\0') != std::string::npos) return refused("malformed", "must not hold a NUL");
    const value_type* type = f.type;
    while (type->holds != container::none) type = type->element;
    scalar value;
    std::string scratch;
    if (auto v = from_plain_text(f, *type, text, value, scratch))
        return refused(v->code, std::move(v->message));
    if (std::holds_alternative<std::int64_t>(value) && type->kind == value_kind::choice)
        value = std::string_view{
            type->choices()[static_cast<std::size_t>(std::get<std::int64_t>(value))]};
    cell stored;
    const auto& as_cell = cell_type(type->kind);
    as_cell.assign(as_cell, &stored, value);
    text = std::move(stored.text);
    return {};
}

}
