#include "support/openapi_check.hpp"
#include <boost/algorithm/string.hpp>
#include <boost/json.hpp>

namespace nucleus::testing {

namespace json = boost::json;

openapi_check::openapi_check(std::string_view document)
    : document_{json::parse(document)} {}

namespace {

bool template_fits(std::string_view tmpl, std::string_view path) {
    std::vector<std::string> a, b;
    boost::split(a, tmpl, boost::is_any_of("/"));
    boost::split(b, path, boost::is_any_of("/"));
    if (a.size() != b.size()) return false;
    for (std::size_t i = 0; i < a.size(); ++i) {
        const bool parameter = a[i].size() > 2 && a[i].front() == '{';
        if (parameter ? b[i].empty() : a[i] != b[i]) return false;
    }
    return true;
}

bool type_fits(std::string_view type, const json::value& v) {
    if (type == "object") return v.is_object();
    if (type == "array") return v.is_array();
    if (type == "string") return v.is_string();
    if (type == "boolean") return v.is_bool();
    if (type == "null") return v.is_null();
    if (type == "integer")
        return v.is_int64() || v.is_uint64() ||
               (v.is_double() &&
                v.get_double() == static_cast<double>(static_cast<std::int64_t>(v.get_double())));
    return type == "number" && v.is_number();
}

std::string type_mismatch(const json::object& schema, const json::value& v, const std::string& at) {
    const auto* type = schema.if_contains("type");
    if (!type) return {};
    if (type->is_string())
        return type_fits(type->get_string(), v)
                   ? ""
                   : at + ": expected " + std::string{type->get_string()};
    for (const auto& t : type->as_array())
        if (type_fits(t.as_string(), v)) return {};
    return at + ": expected one of " + json::serialize(*type);
}

}

const json::object* openapi_check::operation(std::string_view method, std::string_view path) const {
    const auto verb = boost::to_lower_copy(std::string{method == "HEAD" ? "GET" : method});
    const auto& paths = document_.at("paths").as_object();
    if (const auto* exact = paths.if_contains(path))
        if (const auto* op = exact->as_object().if_contains(verb)) return &op->as_object();
    for (const auto& [tmpl, item] : paths)
        if (template_fits(tmpl, path))
            if (const auto* op = item.as_object().if_contains(verb)) return &op->as_object();
    return nullptr;
}

const json::value& openapi_check::resolve(const json::value& schema) const {
    const auto* reference = schema.as_object().if_contains("$ref");
    if (!reference) return schema;
    boost::system::error_code error;
    const auto* found =
        document_.find_pointer(std::string_view{reference->get_string()}.substr(1), error);
    if (!found)
        throw std::runtime_error("dangling $ref in /openapi.json: " + json::serialize(*reference));
    return resolve(*found);
}

std::string openapi_check::object_mismatch(const json::object& schema, const json::object& value,
                                           const std::string& at) const {
    if (const auto* required = schema.if_contains("required"))
        for (const auto& name : required->as_array())
            if (!value.contains(name.as_string()))
                return at + ": '" + std::string{name.as_string()} + "' is missing";
    const auto* properties = schema.if_contains("properties");
    const auto* additional = schema.if_contains("additionalProperties");
    for (const auto& [name, member] : value) {
        const auto inside = at + "/" + std::string{name};
        if (const auto* known = properties ? properties->as_object().if_contains(name) : nullptr) {
            if (auto m = mismatch(*known, member, inside); !m.empty()) return m;
        } else if (additional && additional->is_bool() && !additional->get_bool()) {
            return inside + ": not declared";
        } else if (additional && additional->is_object()) {
            if (auto m = mismatch(*additional, member, inside); !m.empty()) return m;
        }
    }
    return {};
}

std::string openapi_check::mismatch(const json::value& raw, const json::value& value,
                                    const std::string& at) const {
    if (raw.is_bool()) return raw.get_bool() ? "" : at + ": nothing is allowed here";
    const auto& schema = resolve(raw).as_object();
    if (auto m = type_mismatch(schema, value, at); !m.empty()) return m;
    if (const auto* constant = schema.if_contains("const"); constant && *constant != value)
        return at + ": expected " + json::serialize(*constant);
    if (const auto* choices = schema.if_contains("enum")) {
        const auto& list = choices->as_array();
        if (std::find(list.begin(), list.end(), value) == list.end())
            return at + ": " + json::serialize(value) + " is none of " + json::serialize(*choices);
    }
    if (const auto* all = schema.if_contains("allOf"))
        for (const auto& part : all->as_array())
            if (auto m = mismatch(part, value, at); !m.empty()) return m;
    for (const char* kind : {"oneOf", "anyOf"}) {
        const auto* options = schema.if_contains(kind);
        if (!options) continue;
        std::string last;
        bool fits = false;
        for (const auto& part : options->as_array())
            fits = fits || (last = mismatch(part, value, at)).empty();
        if (!fits) return last;
    }
    if (value.is_object()) return object_mismatch(schema, value.get_object(), at);
    if (const auto* items = schema.if_contains("items"); items && value.is_array())
        for (std::size_t i = 0; i < value.get_array().size(); ++i)
            if (auto m = mismatch(*items, value.get_array()[i], at + "/" + std::to_string(i));
                !m.empty())
                return m;
    return {};
}

std::string openapi_check::problem(std::string_view method, std::string_view target,
                                   const answer& a) const {
    const auto path = target.substr(0, target.find('?'));
    const auto* op = operation(method, path);
    if (!op)
        return a.status == 404 || a.status == 405 || a.status == 204 || a.status >= 400
                   ? ""
                   : "the operation is not documented";
    const auto& responses = op->at("responses").as_object();
    const auto* response = responses.if_contains(std::to_string(a.status));
    if (!response) return "status " + std::to_string(a.status) + " is not documented";
    const auto& described = resolve(*response).as_object();
    const auto* content = described.if_contains("content");
    if (!content || method == "HEAD")
        return a.body.empty() || method == "HEAD" ? "" : "a body where none is documented";
    const auto type = a.header("Content-Type");
    const auto* media = content->as_object().if_contains(type.substr(0, type.find(';')));
    if (!media) return "content type '" + type + "' is not documented";
    const bool is_json = type.starts_with("application/json") || type.find("+json") != type.npos;
    if (!is_json) return {};
    const auto* schema = media->as_object().if_contains("schema");
    return schema ? mismatch(*schema, a.json(), "") : "";
}

}
