#include "config/schema.hpp"
#include "config/effective.hpp"
#include "config/loader.hpp"
#include "config/node.hpp"
#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>

namespace nucleus::config {

namespace json = boost::json;

namespace {

const std::string substitution = R"(\$\{[^}]*\})";

/// Of text; keywords for numbers ignore text and the other way round, so one object serves both.
std::string or_substitution(const std::string& pattern) {
    return pattern.empty() ? "" : "(" + substitution + ")|(" + pattern + ")";
}

class writer {
public:
    json::object object(const shape& s, const json::object* defaults, bool restart) {
        json::object out{{"type", "object"}};
        if (!s.doc.empty()) out["description"] = s.doc;
        // A type within itself is described once, then left open.
        if (std::find(around_.begin(), around_.end(), &s) != around_.end()) return out;
        around_.push_back(&s);
        out["properties"] = properties(s, defaults, restart);
        around_.pop_back();
        json::array required;
        for (const auto& f : s.fields)
            if (f.required) required.emplace_back(f.name);
        if (!required.empty()) out["required"] = std::move(required);
        out["additionalProperties"] = s.open;
        out["patternProperties"] = annotations();
        return out;
    }

    json::object properties(const shape& s, const json::object* defaults, bool restart) {
        json::object out;
        for (const auto& f : s.fields)
            out[f.name] =
                field_schema(f, defaults ? defaults->if_contains(f.name) : nullptr, restart);
        return out;
    }

    json::object field_schema(const field& f, const json::value* given, bool restart) {
        const auto* defaults = given ? given->if_object() : nullptr;
        auto out = type(*f.type, &f, defaults, restart || f.restart);
        if (!f.doc.empty()) out["description"] = f.doc;
        if (given && !defaults && !f.required) out["default"] = *given;
        if (restart || f.restart) out["x-restart"] = true;
        if (f.secret) out["x-secret"] = true;
        if (f.env_name) out["x-env-name"] = true;
        return out;
    }

private:
    json::object type(const value_type& t, const field* f, const json::object* defaults,
                      bool restart) {
        const auto at = node_of(&t);
        if (at.object) return object(*at.object, defaults, restart);
        if (at.type->holds == container::none) return scalar(*at.type, f);
        const bool list = at.type->holds == container::list;
        auto item = type(*at.type->element, nullptr, nullptr, restart);
        json::object out{{"type", json::array{list ? "array" : "object", "string"}},
                         {"pattern", "^" + substitution + "$"}};
        if (list && f && f->min_length) out["minItems"] = *f->min_length;
        if (list && f && f->max_length) out["maxItems"] = *f->max_length;
        out[list ? "items" : "additionalProperties"] = std::move(item);
        return out;
    }

    static json::object scalar(const value_type& t, const field* f) {
        const auto either = [](const char* other, const std::string& pattern) {
            return json::object{{"type", json::array{other, "string"}}, {"pattern", pattern}};
        };
        const auto spelled = "^" + substitution + "$";
        switch (t.kind) {
        case value_kind::json: return {};
        case value_kind::boolean: return either("boolean", spelled);
        case value_kind::integer: return bounded(either("integer", spelled), f);
        case value_kind::number: return bounded(either("number", spelled), f);
        case value_kind::size: return either("integer", or_substitution("^[0-9]+([KMG]iB)?$"));
        case value_kind::duration: return text(f, "^[0-9]+(ms|s|m|h|d)$");
        case value_kind::choice: return choice(t.choices());
        default:
            return f && !f->choices.empty() ? choice(f->choices) : text(f, f ? f->pattern : "");
        }
    }

    static json::object bounded(json::object out, const field* f) {
        if (f && f->minimum) out["minimum"] = *f->minimum;
        if (f && f->maximum) out["maximum"] = *f->maximum;
        return out;
    }

    static json::object text(const field* f, const std::string& pattern) {
        json::object out{{"type", "string"}};
        if (!pattern.empty()) out["pattern"] = or_substitution(pattern);
        if (f && f->max_length) out["maxLength"] = *f->max_length;
        return out;
    }

    static json::object choice(const std::vector<std::string>& choices) {
        json::array values(choices.begin(), choices.end());
        return {
            {"anyOf", json::array{json::object{{"enum", std::move(values)}},
                                  json::object{{"type", "string"}, {"pattern", substitution}}}}};
    }

    std::vector<const shape*> around_;
};

json::object defaults_of(const section_declaration& d) {
    const std::shared_ptr<void> section{d.make(), d.destroy};
    return effective(*d.described, section.get(), secrets::masked);
}

}

json::object annotations() { return {{R"(^(x-.*|\$schema)$)", true}}; }

json::object schema_of(const section_declaration& d) {
    const auto defaults = defaults_of(d);
    auto out = is_list(d) ? writer{}.field_schema(d.described->fields[0], nullptr, false)
                          : writer{}.object(*d.described, &defaults, false);
    if (!d.doc.empty()) out["description"] = d.doc;
    return out;
}

json::object properties_of(const section_declaration& d) {
    const auto defaults = defaults_of(d);
    return writer{}.properties(*d.described, &defaults, false);
}

std::string loader::json_schema() const {
    json::object properties;
    for (const auto& d : sections_) {
        if (!d.declaration.name.empty())
            properties[d.declaration.name] = schema_of(d.declaration);
        else
            for (auto& root : properties_of(d.declaration))
                properties[root.key()] = std::move(root.value());
    }
    const json::object schema{{"$schema", "https://json-schema.org/draft/2020-12/schema"},
                              {"title", "The configuration of nucleusd"},
                              {"type", "object"},
                              {"properties", std::move(properties)},
                              {"additionalProperties", false},
                              {"patternProperties", annotations()}};
    return json::serialize(schema);
}

}
