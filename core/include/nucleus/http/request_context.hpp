// One request on its way through a handler.
#pragma once
#include <array>
#include <nucleus/clock.hpp>
#include <nucleus/describe.hpp>
#include <nucleus/error.hpp>
#include <nucleus/http/message.hpp>
#include <nucleus/json/json.hpp>
#include <nucleus/principal.hpp>
#include <span>

namespace nucleus::pg {
class database;
}

namespace nucleus {
struct endpoint;
struct tenant_facts;

/// Everything a handler may know about its request and all it may say in return. Lives on one
/// worker, from head to answer; handlers keep no reference past their return.
class request_context {
public:
    http::request request;
    http::response response;

    const nucleus::endpoint* endpoint = nullptr; ///< the catalog row being served
    std::string request_id;
    std::string traceparent;     ///< W3C trace context, validated, or empty
    std::string client_address;  ///< textual IP, behind trusted proxies the real one
    bool secure = false;         ///< the client speaks TLS (here or at a trusted proxy)
    std::string schema = "main"; ///< of the request's tenant: qualifies every statement
    std::string tenant;          ///< id of the tenant, empty in the main schema
    std::shared_ptr<const tenant_facts> facts; ///< of the tenant (services/tenancy.hpp), or null
    principal_ptr caller;                      ///< empty for anonymous
    bool from_cookie = false;                  ///< the credential came by cookie
    steady::time_point deadline{};             ///< when the client is told 504
    instant now{};                             ///< wall clock at the head's arrival
    std::size_t worker = 0;                    ///< index of the worker that serves it
    pg::database* database = nullptr;          ///< this worker's; null without a database

    virtual ~request_context();

    /// The value of `:name` in the endpoint's path, percent-decoded.
    [[nodiscard]] std::string_view path_value(std::string_view name) const noexcept;
    /// The same as a UUID; `malformed_id` if it is none.
    [[nodiscard]] result<uuid> path_id(std::string_view name = "id") const;

    /// Starts a streamed answer with response's status, type and headers; its body is ignored.
    /// The stream ends with the handler. A failure after this point closes the connection.
    virtual task<http::body_stream*> stream() = 0;

    /// Answers `{"success":true,"data":…}`; `write_data` appends exactly one JSON value.
    template <class F> void succeed_with(F&& write_data, std::string_view message = {}) {
        response.body.append(R"({"success":true,"data":)");
        json::writer w{response.body};
        write_data(w);
        end_envelope(message);
    }
    template <described T> void succeed(const T& data, std::string_view message = {}) {
        succeed_with([&](json::writer& w) { json::write(w, data); }, message);
    }
    /// `{"success":true,"data":null}` with an optional message.
    void succeed(std::string_view message = {});
    /// Discards what was answered so far and answers with `e`: status, code, faults, Retry-After;
    /// as RFC 9457 when the client asks for application/problem+json.
    void fail(const error& e);

    struct path_parameter {
        std::string_view name;
        std::string value;
    };
    std::vector<path_parameter> path_values; ///< filled by the router

private:
    void end_envelope(std::string_view message);
};

}
