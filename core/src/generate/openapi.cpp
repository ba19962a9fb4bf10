// The document as a whole.
#include "generate/openapi.hpp"
#include "generate/operation.hpp"
#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>
#include <cctype>
#include <set>

namespace nucleus::generate {

namespace json = boost::json;

namespace {

std::string lower(std::string_view text) {
    std::string out{text};
    for (auto& c : out) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    return out;
}

std::string raised(std::string_view text) {
    auto out = lower(text);
    if (!out.empty()) out[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(out[0])));
    return out;
}

std::string by_parameters(const endpoint& e) {
    std::string out;
    for (const auto& name : path_parameters(e.path)) {
        out += out.empty() ? "By" : "And";
        out += static_cast<char>(std::toupper(static_cast<unsigned char>(name[0])));
        out += name.substr(1);
    }
    return out;
}

json::array tags_of(const catalog& c) {
    std::set<std::string> names;
    for (const auto& e : c.rows()) names.insert(e.plugin.empty() ? "core" : e.plugin);
    json::array tags;
    for (const auto& name : names)
        tags.push_back(
            json::object{{"name", name},
                         {"description", name == "core" ? std::string{"Of the server itself"}
                                                        : "Of the plugin " + name}});
    return tags;
}

json::object security_schemes(const openapi_options& o) {
    return {
        {"bearer",
         json::object{{"type", "http"}, {"scheme", "bearer"}, {"description", "An access token"}}},
        {"cookie", json::object{{"type", "apiKey"},
                                {"in", "cookie"},
                                {"name", o.access_cookie},
                                {"description", "Set at sign-in; guarded against CSRF"}}},
        {"apiKey", json::object{{"type", "apiKey"},
                                {"in", "header"},
                                {"name", "X-Api-Key"},
                                {"description", "Of a program; as a bearer token, too"}}}};
}

}

std::vector<std::string> operation_ids(const catalog& c) {
    std::vector<std::string> ids;
    std::set<std::string> taken;
    for (const auto& e : c.rows()) {
        const auto plain = detail::camel_case(lower(e.key));
        const auto by = plain + by_parameters(e);
        const auto full = by + raised(http::to_string(e.verb));
        std::string id = plain;
        for (const auto& candidate : {plain, by, full})
            if (taken.count(id)) id = candidate;
        for (int n = 2; taken.count(id); ++n) id = full + std::to_string(n);
        taken.insert(id);
        ids.push_back(std::move(id));
    }
    return ids;
}

std::string openapi(const catalog& c, const openapi_options& o) {
    components parts;
    json::object paths;
    const auto ids = operation_ids(c);
    for (std::size_t i = 0; i < ids.size(); ++i) {
        const auto& e = c.rows()[i];
        auto& item = paths[path_template(e.path)];
        if (item.is_null()) item = json::object{};
        auto& described = item.as_object()[lower(http::to_string(e.verb))];
        if (described.is_null()) described = operation(e, ids[i], parts);
    }
    json::object document{
        {"openapi", "3.1.0"},
        {"info", json::object{{"title", o.title},
                              {"version", o.version},
                              {"license",
                               json::object{{"name", o.license}, {"identifier", o.license_id}}}}},
        {"servers", json::array{json::object{{"url", o.server_url}}}},
        {"tags", tags_of(c)},
        {"paths", std::move(paths)},
        {"components", json::object{{"schemas", parts.schemas()},
                                    {"responses", parts.responses()},
                                    {"securitySchemes", security_schemes(o)}}}};
    return json::serialize(document);
}

}
