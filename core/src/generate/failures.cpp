// Which codes an endpoint can answer with, and how they look.
#include "generate/failures.hpp"
#include "http/reason_phrase.hpp"
#include <boost/json/array.hpp>
#include <boost/json/value.hpp>

namespace nucleus::generate {

namespace json = boost::json;

namespace {

using kinds = std::vector<const error_kind*>;

void add(kinds& all, std::initializer_list<const error_kind*> more) {
    all.insert(all.end(), more.begin(), more.end());
}

/// What the server answers to any request, before it is looked at or whatever it was.
kinds shared_by_all() {
    using namespace errors;
    return {&bad_request,
            &invalid_query,
            &two_credentials,
            &request_timeout,
            &uri_too_long,
            &expectation_failed,
            &headers_too_large,
            &internal,
            &unknown_transfer_coding,
            &overloaded,
            &shutting_down,
            &database_unavailable,
            &deadline_passed,
            &version_not_supported,
            &not_found};
}

kinds kinds_of(const endpoint& e) {
    auto all = shared_by_all();
    const bool writes = e.verb != http::method::get && e.verb != http::method::head;
    if (e.limit != limit::none) add(all, {&errors::rate_limited, &errors::rate_limit_unavailable});
    if (e.access.needs != access::level::anyone)
        add(all, {&errors::unauthenticated, &errors::forbidden});
    if (e.access.oneself) add(all, {&errors::impersonation_forbidden});
    if (writes) add(all, {&errors::cross_site, &errors::conflict});
    if (e.path.find(':') != std::string::npos) add(all, {&errors::malformed_id});
    if (e.body != body_mode::none || writes)
        add(all, {&errors::body_too_large, &errors::unsupported_media_type});
    if (e.body == body_mode::json) add(all, {&errors::malformed_json, &errors::validation_failed});
    all.insert(all.end(), e.errors.begin(), e.errors.end());
    return all;
}

json::object text_schema(const char* description) {
    return {{"type", "string"}, {"description", description}};
}

json::object fault_schema() {
    return {{"type", "object"},
            {"description", "One finding"},
            {"required", json::array{"path", "code", "message"}},
            {"properties",
             json::object{{"path", text_schema("JSON Pointer into the body, or the parameter")},
                          {"code", text_schema("Stable, for programs")},
                          {"message", text_schema("For people")}}}};
}

json::object failure_schema(components& parts) {
    const auto fault = parts.schema("Fault", fault_schema());
    return {
        {"type", "object"},
        {"description", "Why a request was refused"},
        {"required", json::array{"success", "code", "message", "requestId"}},
        {"properties", json::object{{"success", json::object{{"const", false}}},
                                    {"code", text_schema("Stable, for programs")},
                                    {"message", text_schema("For people")},
                                    {"errors", json::object{{"type", "array"}, {"items", fault}}},
                                    {"requestId", text_schema("Finds the request in the log")}}}};
}

json::object problem_schema(components& parts) {
    const auto fault = parts.schema("Fault", fault_schema());
    return {{"type", "object"},
            {"description", "The same failure as RFC 9457 has it"},
            {"required", json::array{"type", "title", "status", "code", "requestId"}},
            {"properties",
             json::object{{"type", json::object{{"type", "string"}, {"format", "uri-reference"}}},
                          {"title", text_schema("The kind of problem")},
                          {"status", json::object{{"type", "integer"}}},
                          {"detail", text_schema("For people")},
                          {"code", text_schema("Stable, for programs")},
                          {"errors", json::object{{"type", "array"}, {"items", fault}}},
                          {"requestId", text_schema("Finds the request in the log")}}}};
}

json::object with_codes(const json::object& schema, const std::set<std::string>& codes) {
    const json::object code{{"enum", json::array(codes.begin(), codes.end())}};
    return {
        {"allOf", json::array{schema, json::object{{"type", "object"},
                                                   {"properties", json::object{{"code", code}}}}}}};
}

json::object header(const char* description) {
    return {{"description", description}, {"schema", json::object{{"type", "string"}}}};
}

json::object headers_of(int status) {
    if (status == 429 || status == 503)
        return {{"Retry-After", header("Seconds after which to try again")}};
    if (status == 401) return {{"WWW-Authenticate", header("How to sign in")}};
    return {};
}

}

std::map<int, std::set<std::string>> failures_of(const endpoint& e) {
    std::map<int, std::set<std::string>> codes;
    for (const auto* kind : kinds_of(e)) codes[kind->status].emplace(kind->code);
    return codes;
}

void add_failures(json::object& responses, const endpoint& e, components& parts) {
    const auto failure = parts.schema("Failure", failure_schema(parts));
    const auto problem = parts.schema("Problem", problem_schema(parts));
    for (const auto& [status, codes] : failures_of(e)) {
        const std::string phrase{http::reason_phrase(status)};
        json::object response{
            {"description", phrase},
            {"content", json::object{{"application/json",
                                      json::object{{"schema", with_codes(failure, codes)}}},
                                     {"application/problem+json",
                                      json::object{{"schema", with_codes(problem, codes)}}}}}};
        if (auto headers = headers_of(status); !headers.empty())
            response["headers"] = std::move(headers);
        std::string name;
        for (const char c : phrase)
            if (c != ' ') name.push_back(c);
        responses[std::to_string(status)] = parts.response(name, std::move(response));
    }
}

}
