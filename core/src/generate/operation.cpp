// Parameters, body, answers and security of one endpoint.
#include "generate/operation.hpp"
#include "generate/failures.hpp"
#include <boost/json/array.hpp>
#include <boost/json/value.hpp>

namespace nucleus::generate {

namespace json = boost::json;

std::string path_template(std::string_view path) {
    std::string out;
    bool open = false;
    for (const char c : path) {
        if (open && c == '/') out.push_back('}'), open = false;
        open = open || c == ':';
        out.push_back(c == ':' ? '{' : c);
    }
    return open ? out + "}" : out;
}

std::vector<std::string> path_parameters(std::string_view path) {
    std::vector<std::string> names;
    for (auto at = path.find(':'); at != std::string_view::npos; at = path.find(':', at + 1))
        names.emplace_back(path.substr(at + 1, path.find('/', at) - at - 1));
    return names;
}

std::string access_text(const access& a) {
    switch (a.needs) {
    case access::level::anyone: return "public";
    case access::level::session: return "session";
    case access::level::caller: return "caller";
    case access::level::claim: return "claim " + a.claim_name;
    case access::level::godmin: return "godmin";
    }
    return {};
}

namespace {

/// Structured parameters travel as JSON text.
bool structured(const field& f) {
    const auto& t = f.type->holds == container::optional ? *f.type->element : *f.type;
    return t.holds != container::none || t.kind == value_kind::object;
}

json::array parameters(const endpoint& e) {
    json::array all;
    for (const auto& name : path_parameters(e.path)) {
        json::object schema{{"type", "string"}};
        if (name == "id") schema["format"] = "uuid";
        all.push_back(json::object{
            {"name", name}, {"in", "path"}, {"required", true}, {"schema", std::move(schema)}});
    }
    for (const auto& h : e.request_headers)
        all.push_back(json::object{{"name", h.name},
                                   {"in", "header"},
                                   {"required", false},
                                   {"description", h.doc},
                                   {"schema", json::object{{"type", "string"}}}});
    if (!e.query_shape) return all;
    for (const auto& f : e.query_shape->fields) {
        json::object one{{"name", f.name}, {"in", "query"}, {"required", f.required}};
        if (!f.doc.empty()) one["description"] = f.doc;
        auto schema = schema_of(f, {});
        schema.erase("description");
        if (structured(f))
            one["content"] =
                json::object{{"application/json", json::object{{"schema", std::move(schema)}}}};
        else
            one["schema"] = std::move(schema);
        all.push_back(std::move(one));
    }
    return all;
}

json::array security(const access& a) {
    const auto by = [](const char* scheme) { return json::object{{scheme, json::array{}}}; };
    if (a.needs == access::level::anyone) return {};
    if (a.interactive || a.needs == access::level::session) return {by("bearer"), by("cookie")};
    return {by("bearer"), by("cookie"), by("apiKey")};
}

json::object page_meta() {
    const json::object count{{"type", "integer"}, {"format", "int64"}, {"minimum", 0}};
    const json::object flag{{"type", "boolean"}};
    return {{"type", "object"},
            {"description", "Where a page stands; totals unless count=none"},
            {"required", json::array{"limit", "hasNextPage", "hasPrevPage"}},
            {"properties", json::object{{"page", count},
                                        {"limit", count},
                                        {"totalItems", count},
                                        {"totalPages", count},
                                        {"totalIsEstimate", flag},
                                        {"hasNextPage", flag},
                                        {"hasPrevPage", flag},
                                        {"nextCursor", json::object{{"type", "string"}}}}}};
}

json::object data_schema(const endpoint& e, components& parts) {
    if (!e.answer_shape) return {{"type", "null"}};
    auto one = parts.schema(*e.answer_shape, direction::answer);
    if (!e.lists) return one;
    return {{"type", "object"},
            {"required", json::array{"items", "meta"}},
            {"properties",
             json::object{{"items", json::object{{"type", "array"}, {"items", std::move(one)}}},
                          {"meta", parts.schema("PageMeta", page_meta())}}}};
}

json::object enveloped(json::object data) {
    const json::object envelope{
        {"type", "object"},
        {"required", json::array{"success", "data"}},
        {"properties", json::object{{"success", json::object{{"const", true}}},
                                    {"data", std::move(data)},
                                    {"message", json::object{{"type", "string"}}}}}};
    return {{"application/json", json::object{{"schema", envelope}}}};
}

json::object success_content(const endpoint& e, components& parts) {
    if (e.raw_answer && e.answer_shape)
        return {{"application/json",
                 json::object{{"schema", parts.schema(*e.answer_shape, direction::answer)}}}};
    if (e.raw_answer && !e.also_types.empty()) return {}; // those alone
    if (e.raw_answer)
        return {{"application/json", json::object{{"schema", json::object{}}}},
                {"text/plain", json::object{{"schema", json::object{{"type", "string"}}}}}};
    return enveloped(data_schema(e, parts));
}

json::object success(const endpoint& e, components& parts) {
    json::object response{{"description", e.success == 201   ? "Created"
                                          : e.success == 202 ? "Accepted"
                                          : e.success == 204 ? "Done"
                                                             : "OK"}};
    if (e.success != 204) {
        auto content = success_content(e, parts);
        for (const auto& type : e.also_types)
            content[type] = json::object{{"schema", json::object{{"type", "string"}}}};
        response["content"] = std::move(content);
    }
    if (e.answer_headers.empty()) return response;
    json::object headers;
    for (const auto& name : e.answer_headers)
        headers[name] = json::object{{"schema", json::object{{"type", "string"}}}};
    response["headers"] = std::move(headers);
    return response;
}

/// What else it may answer: the same at another status, what waits, or nothing.
json::object also(const endpoint& e, int status, components& parts) {
    if (status == 200) return success(e, parts);
    if (status == 202) {
        auto content =
            e.waiting_shape
                ? enveloped(parts.schema(*e.waiting_shape, direction::answer))
                : json::object{{"application/json", json::object{{"schema", json::object{}}}}};
        return {{"description", "Accepted: " + e.waiting_for}, {"content", std::move(content)}};
    }
    return {{"description", status == 304 ? "Not Modified" : "Done, without a body"}};
}

json::object request_body(const endpoint& e, components& parts) {
    if (e.body == body_mode::raw)
        return {{"content", json::object{{"application/octet-stream", json::object{}}}}};
    auto schema = e.body_shape ? parts.schema(*e.body_shape, direction::request, e.partial_body)
                               : json::object{};
    return {{"required", !e.optional_body},
            {"content",
             json::object{{"application/json", json::object{{"schema", std::move(schema)}}}}}};
}

}

json::object operation(const endpoint& e, const std::string& id, components& parts) {
    json::object out{{"operationId", id},
                     {"summary", e.summary.empty() ? e.key : e.summary},
                     {"tags", json::array{e.plugin.empty() ? "core" : e.plugin}},
                     {"security", security(e.access)},
                     {"x-nucleus-key", e.key},
                     {"x-nucleus-access", access_text(e.access)}};
    if (auto all = parameters(e); !all.empty()) out["parameters"] = std::move(all);
    if (e.body != body_mode::none) out["requestBody"] = request_body(e, parts);
    json::object responses;
    responses[std::to_string(e.success)] = success(e, parts);
    for (const int status : e.also_answers)
        responses[std::to_string(status)] = also(e, status, parts);
    add_failures(responses, e, parts);
    out["responses"] = std::move(responses);
    return out;
}

}
