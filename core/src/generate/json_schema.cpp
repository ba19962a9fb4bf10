// Shapes and fields as JSON Schema.
#include "generate/json_schema.hpp"
#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/value.hpp>
#include <vector>

namespace nucleus::generate {

namespace json = boost::json;

namespace {

constexpr const char* number_pattern = R"(^-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?$)";

json::object typed(const char* type) { return {{"type", type}}; }
json::object formatted(const char* format) { return {{"type", "string"}, {"format", format}}; }
json::object patterned(const char* pattern) { return {{"type", "string"}, {"pattern", pattern}}; }

const value_type& inner(const value_type& t) {
    return t.holds == container::optional ? *t.element : t;
}

/// Whether every answer has the field.
bool always_written(const field& f) {
    if (f.type->absent) return f.required;
    return f.type->holds != container::optional || f.nullable;
}

bool shown(const field& f, direction to) {
    if (to == direction::request) return !f.read_only;
    return !f.secret && f.type->kind != value_kind::secret;
}

class writer {
public:
    explicit writer(const schema_options& o)
        : options_{o} {}

    json::object object(const shape& s) {
        auto out = typed("object");
        if (!s.doc.empty()) out["description"] = s.doc;
        // A type within itself is described once, then left open.
        if (std::find(around_.begin(), around_.end(), &s) != around_.end()) return out;
        around_.push_back(&s);
        json::object properties;
        json::array required;
        for (const auto& f : s.fields) {
            if (!shown(f, options_.to)) continue;
            properties[f.name] = value(f);
            const bool needed = options_.to == direction::request ? f.required : always_written(f);
            if (needed && !options_.partial) required.emplace_back(f.name);
        }
        around_.pop_back();
        out["properties"] = std::move(properties);
        if (!required.empty()) out["required"] = std::move(required);
        out["additionalProperties"] = s.open;
        return out;
    }

    json::object value(const field& f) {
        auto out = type(inner(*f.type), f, false);
        if (f.nullable) out = or_null(std::move(out));
        if (!f.doc.empty()) out["description"] = f.doc;
        return out;
    }

private:
    json::object type(const value_type& t, const field& f, bool item) {
        if (t.holds == container::optional) return or_null(type(*t.element, f, true));
        if (t.holds == container::list) {
            auto out = typed("array");
            out["items"] = type(*t.element, f, true);
            if (t.element->absent) out["items"] = or_null(out["items"].as_object()); // of an array
            if (ruled() && f.min_length) out["minItems"] = *f.min_length;
            if (ruled() && f.max_length) out["maxItems"] = *f.max_length;
            return out;
        }
        if (t.holds == container::map) {
            auto out = typed("object");
            out["additionalProperties"] = type(*t.element, f, true);
            return out;
        }
        if (t.kind == value_kind::object) return nested(t.object());
        return scalar(t, f, item);
    }

    json::object nested(const shape& s) {
        const auto reference = options_.reference ? options_.reference(s) : std::string{};
        return reference.empty() ? object(s) : json::object{{"$ref", reference}};
    }

    json::object scalar(const value_type& t, const field& f, bool item) {
        switch (t.kind) {
        case value_kind::json: return {};
        case value_kind::boolean: return typed("boolean");
        case value_kind::integer: return integer(t, f);
        case value_kind::number: return floating(t, f);
        case value_kind::decimal:
            return bounded({{"type", json::array{"number", "string"}}, {"pattern", number_pattern}},
                           f);
        case value_kind::uuid: return formatted("uuid");
        case value_kind::date: return formatted("date");
        case value_kind::instant: return formatted("date-time");
        case value_kind::time: return patterned(R"(^\d\d:\d\d(:\d\d(\.\d{1,6})?)?$)");
        case value_kind::timestamp: return patterned(R"(^\d{4,}-\d\d-\d\d[T ]\d\d:\d\d)");
        case value_kind::duration: return patterned("^[0-9]+(ms|s|m|h|d)$");
        case value_kind::size: return {{"type", json::array{"integer", "string"}}};
        case value_kind::bytes: return {{"type", "string"}, {"contentEncoding", "base64"}};
        case value_kind::choice: return t.choices ? choice(t.choices()) : text(f, item);
        case value_kind::secret: {
            auto out = text(f, item);
            out["format"] = "password";
            out["writeOnly"] = true;
            return out;
        }
        default: return text(f, item);
        }
    }

    /// A column answers with "NaN" and "Infinity" where JSON has no number.
    json::object floating(const value_type& t, const field& f) const {
        const bool answered = t.absent && !ruled();
        json::value type = "number";
        if (answered) type = json::array{"number", "string"};
        return bounded({{"type", std::move(type)}, {"format", "double"}}, f);
    }

    json::object integer(const value_type& t, const field& f) const {
        auto out = typed("integer");
        const bool small = t.lowest >= INT32_MIN && t.highest <= INT32_MAX;
        out["format"] = small ? "int32" : "int64";
        if (t.lowest > INT32_MIN) out["minimum"] = t.lowest;
        if (small && t.highest < INT32_MAX) out["maximum"] = t.highest;
        return bounded(std::move(out), f);
    }

    json::object bounded(json::object out, const field& f) const {
        if (!ruled()) return out;
        // A whole number is written as one: 1, not 1E0.
        const auto number = [](double d) {
            const bool whole =
                d >= -9e15 && d <= 9e15 && d == static_cast<double>(static_cast<std::int64_t>(d));
            return whole ? json::value(static_cast<std::int64_t>(d)) : json::value(d);
        };
        if (f.minimum) out["minimum"] = number(*f.minimum);
        if (f.maximum) out["maximum"] = number(*f.maximum);
        return out;
    }

    json::object text(const field& f, bool item) const {
        if (!f.choices.empty()) return choice(f.choices);
        constexpr const char* formats[]{"", "email", "uri", "hostname", "json-pointer"};
        auto out = typed("string");
        if (f.as != format::none) out["format"] = formats[static_cast<std::size_t>(f.as)];
        if (!ruled()) return out;
        if (!item && f.min_length) out["minLength"] = *f.min_length;
        if (!item && f.max_length) out["maxLength"] = *f.max_length;
        if (!f.pattern.empty()) out["pattern"] = f.pattern;
        return out;
    }

    static json::object choice(const std::vector<std::string>& choices) {
        auto out = typed("string");
        out["enum"] = json::array(choices.begin(), choices.end());
        return out;
    }

    static json::object or_null(json::object schema) {
        if (schema.empty()) return schema; // anything, so null too
        if (auto* type = schema.if_contains("type")) {
            if (type->is_string())
                *type = json::array{*type, "null"};
            else
                type->as_array().emplace_back("null");
            if (auto* choices = schema.if_contains("enum"))
                choices->as_array().emplace_back(nullptr);
            return schema;
        }
        return {{"anyOf", json::array{std::move(schema), typed("null")}}};
    }

    [[nodiscard]] bool ruled() const { return options_.to == direction::request; }

    const schema_options& options_;
    std::vector<const shape*> around_;
};

}

json::object schema_of(const shape& s, const schema_options& o) { return writer{o}.object(s); }
json::object schema_of(const field& f, const schema_options& o) { return writer{o}.value(f); }

}
