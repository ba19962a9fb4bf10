#include "domain/column_rules.hpp"
#include "domain/json_literal.hpp"
#include "domain/sql_text.hpp"
#include "domain/value_check.hpp"
#include <algorithm>
#include <array>
#include <charconv>
#include <nucleus/describe.hpp>

namespace nucleus::crud {

namespace {

std::string number_text(double d) {
    std::array<char, 32> buffer{};
    const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), d).ptr;
    return {buffer.data(), end};
}

/// What PostgreSQL can store in a column of that type.
void add_type_range(field& f, column_type t) {
    const auto within = [&](double low, double high) { f.minimum = low, f.maximum = high; };
    if (t == column_type::smallint) within(-32768, 32767);
    if (t == column_type::integer) within(-2147483648.0, 2147483647.0);
    if (t == column_type::real) within(-3.4028234e38, 3.4028234e38);
}

void add_rules(field& f, const column_config& from) {
    const auto& v = from.validation;
    if (v.min) f.minimum = std::max(f.minimum.value_or(*v.min), *v.min);
    if (v.max) f.maximum = std::min(f.maximum.value_or(*v.max), *v.max);
    if (v.min_length) f.min_length = static_cast<std::size_t>(*v.min_length);
    if (v.max_length) f.max_length = static_cast<std::size_t>(*v.max_length);
    const auto length = from.length ? from.length : std::optional<int>{};
    const bool bounded = from.type == column_type::varchar || from.type == column_type::fixed_char;
    if (bounded && length)
        f.max_length = std::min<std::size_t>(f.max_length.value_or(SIZE_MAX),
                                             static_cast<std::size_t>(*length));
    if (from.type == column_type::fixed_char && !length) f.max_length = 1;
    f.pattern = v.pattern;
    if (v.email) f.as = format::email;
    if (v.url) f.as = format::uri;
    if (from.precision) {
        f.precision = static_cast<unsigned>(*from.precision);
        f.scale = static_cast<unsigned>(from.scale.value_or(0));
    }
}

/// The declared rules that SQL can say as well: what no client may get around.
std::vector<std::string> check_sql_of(const column_config& from) {
    const auto name = quoted(from.name);
    const auto& v = from.validation;
    std::vector<std::string> parts;
    if (!from.enum_values.empty()) {
        std::string list;
        for (const auto& e : from.enum_values)
            list.append(list.empty() ? "" : ", ").append(literal(e));
        if (from.array)
            parts.push_back(name + " <@ ARRAY[" + list + "]::" + std::string{facts(from.type).sql} +
                            "[]");
        else
            parts.push_back(name + " IN (" + list + ")");
    }
    if (v.min)
        parts.push_back(from.array ? number_text(*v.min) + " <= ALL (" + name + ")"
                                   : name + " >= " + number_text(*v.min));
    if (v.max)
        parts.push_back(from.array ? number_text(*v.max) + " >= ALL (" + name + ")"
                                   : name + " <= " + number_text(*v.max));
    if (from.array) return parts;
    if (v.min_length)
        parts.push_back("char_length(" + name + ") >= " + std::to_string(*v.min_length));
    if (v.max_length)
        parts.push_back("char_length(" + name + ") <= " + std::to_string(*v.max_length));
    return parts;
}

bool is_function(const column_config& from, std::string_view text) {
    if (from.array) return false;
    switch (facts(from.type).kind) {
    case value_kind::instant:
    case value_kind::timestamp: return text == "now()";
    case value_kind::date:
    case value_kind::time: return text == "now()";
    case value_kind::uuid: return text == "gen_random_uuid()";
    default: return false;
    }
}

}

column make_column(const column_config& from, std::string_view table) {
    column c;
    c.name = from.name;
    c.json_name = detail::camel_case(from.name);
    c.type = from.type, c.array = from.array;
    c.length = from.length, c.precision = from.precision, c.scale = from.scale;
    c.not_null = from.not_null, c.unique = from.unique;
    c.writable = !from.read_only;
    c.guarded = from.is_protected;
    c.claim = "get." + std::string{table} + "." + from.name;
    c.references = from.references;
    c.check_sql = check_sql_of(from);
    auto& f = c.field;
    f.name = c.json_name;
    f.alias = c.json_name == c.name ? std::string{} : c.name;
    f.type = &cell_type(facts(from.type).kind, from.array);
    f.nullable = !from.not_null;
    f.choices = from.enum_values;
    for (const auto s : from.sanitize) {
        f.trim |= s == sanitizer::trim;
        f.lowercase |= s == sanitizer::lowercase;
        f.uppercase |= s == sanitizer::uppercase;
    }
    add_type_range(f, from.type);
    add_rules(f, from);
    if (auto sql = default_of(from)) c.default_sql = *sql;
    return c;
}

field operand_of(const column& c) {
    field f;
    f.name = c.json_name;
    f.type = &cell_type(facts(c.type).kind);
    f.choices = c.field.choices;
    f.trim = c.field.trim, f.lowercase = c.field.lowercase, f.uppercase = c.field.uppercase;
    add_type_range(f, c.type);
    return f;
}

result<std::string> default_of(const column_config& from) {
    if (!from.default_value) return std::string{};
    const auto given = read_literal(from.default_value->text);
    if (given.is == json_literal::kind::null) return std::string{};
    if (given.is == json_literal::kind::string && is_function(from, given.text)) return given.text;
    field f;
    f.name = "default";
    f.type = &cell_type(facts(from.type).kind);
    f.choices = from.enum_values;
    add_type_range(f, from.type);
    add_rules(f, from);
    if (!from.array) {
        auto text = operand_text(f, given);
        if (!text) return text.error();
        return literal(*text);
    }
    if (given.is != json_literal::kind::array)
        return error{errors::validation_failed, "must be an array"};
    std::string list;
    for (const auto& item : given.items) {
        auto text = operand_text(f, item);
        if (!text) return text.error();
        list.append(list.empty() ? "" : ", ").append(literal(*text));
    }
    column typed;
    typed.type = from.type, typed.length = from.length, typed.precision = from.precision,
    typed.scale = from.scale, typed.array = true;
    return "ARRAY[" + list + "]::" + typed.sql_type();
}

}
