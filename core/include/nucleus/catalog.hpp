// The endpoint catalog: each endpoint is declared once, as data.
#pragma once
#include <atomic>
#include <deque>
#include <memory>
#include <nucleus/http/request_context.hpp>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace nucleus {

/// Who may call an endpoint; checked before the body is read.
struct access {
    enum class level : std::uint8_t { anyone, session, caller, claim, godmin };
    level needs = level::anyone;
    std::string claim_name{}; ///< of level::claim
    bool by_rows = false;     ///< of level::claim: one that is scoped will do
    bool interactive = false; ///< by a session: an API key is not enough
    bool oneself = false;     ///< not by somebody who impersonates the account

    static const access anyone;  ///< no session needed; one that is sent is still recognised
    static const access session; ///< a live interactive session
    static const access caller;  ///< a session or an API key
    static const access godmin;
    [[nodiscard]] static access claim(std::string name) { return {level::claim, std::move(name)}; }
    /// For a handler that holds the caller to the scope of the claim (principal::scope_of).
    [[nodiscard]] static access rows(std::string name) {
        return {level::claim, std::move(name), true};
    }
    [[nodiscard]] access interactively() const {
        auto a = *this;
        a.interactive = true;
        return a;
    }
    [[nodiscard]] access by_oneself() const {
        auto a = *this;
        a.oneself = true;
        return a;
    }
};
inline const access access::anyone{access::level::anyone};
inline const access access::session{access::level::session};
inline const access access::caller{access::level::caller};
inline const access access::godmin{access::level::godmin};

/// Which budget of `rateLimit` a request draws on.
enum class limit : std::uint8_t {
    none,
    open,
    user,
    auth
}; // rateLimit: -, publicRoutes, privateRoutes, authRoutes

/// The code behind an endpoint: one function pointer and the object it is bound to (bind.hpp).
struct handler {
    task<void> (*run)(void* context, request_context& rc) = nullptr;
    void* context = nullptr;       ///< lives as long as the plugin
    const shape* body = nullptr;   ///< of the JSON body; null: the endpoint reads none
    const shape* query = nullptr;  ///< of the query string; null: none is accepted
    const shape* answer = nullptr; ///< of `data`; null: no data, or described in answer_schema
};

enum class body_mode : std::uint8_t { none, json, raw };

/// Documentation of a header that a handler reads.
struct request_header {
    std::string name, doc;
};

/// Whose data an endpoint is about.
enum class territory : std::uint8_t {
    tenant, ///< the tenant's that the request is for, or of the first schema for none
    home,   ///< the first schema's: in a tenant there is no such endpoint
    nobody, ///< no data: the request's tenant does not matter
};

/// One row of the catalog. Source of the router, access check, body reading, rate limit, OpenAPI,
/// clients, `nucleusd routes`, metric labels and docs.
struct endpoint {
    std::string key; ///< UPPER_SNAKE; several rows may share one (variants)
    http::method verb = http::method::get;
    std::string path; ///< "/products/:id"
    nucleus::access access;
    nucleus::limit limit = limit::user;
    territory about = territory::tenant;
    nucleus::handler handler;
    std::string summary;
    std::string plugin; ///< filled by core
    int success = 200;
    body_mode body = body_mode::none;
    std::size_t body_limit = 0; ///< bytes; 0: server.bodyLimit
    /// Instead of body_limit, for one that changes with the config; lives as long as the handler.
    const std::atomic<std::size_t>* live_body_limit = nullptr;
    bool lists = false;      ///< data is {items, meta} with items of handler.answer
    bool raw_answer = false; ///< no {success,data} envelope (metrics, openapi.json, exports)
    bool any_query = false;  ///< the handler reads the query string by itself
    const shape* body_shape = nullptr;  ///< documentation of a body the handler reads by itself
    const shape* query_shape = nullptr; ///< documentation of a query the handler reads by itself
    const shape* answer_shape =
        nullptr; ///< documentation of an answer the handler writes by itself
    const shape* waiting_shape = nullptr; ///< documentation of `data` at 202, if it may answer that
    std::string waiting_for = "it waits for an approval"; ///< documentation of 202
    bool optional_body = false;                           ///< the request may come without one
    bool partial_body = false;                   ///< no field of body_shape is required (UPDATE)
    std::vector<const error_kind*> errors;       ///< beyond those that every endpoint shares
    std::vector<request_header> request_headers; ///< none of them is required
    std::vector<std::string> answer_headers;     ///< documented ones: "ETag", "Location"
    std::vector<int> also_answers;               ///< further success statuses without a body: 304
    std::vector<std::string> also_types;         ///< what it may answer besides JSON: "text/csv"

    // Fluent details for routes.cpp; each returns *this.
    endpoint& answers(int status) {
        success = status;
        return *this;
    }
    endpoint& fails_with(std::initializer_list<const error_kind*> kinds) {
        errors.insert(errors.end(), kinds);
        return *this;
    }
    endpoint& reads_up_to(std::size_t bytes) {
        body_limit = bytes;
        return *this;
    }
};

class entity_hook;

/// What plugins contribute to the entities that crud serves: registry::entities() and hook().
struct entity_contributions {
    std::vector<std::string> declarations;
    std::vector<std::string> home_declarations; ///< of tables in the first schema only
    std::vector<std::shared_ptr<entity_hook>> hooks;
};

/// The rows, in order of declaration. Filled at start-up, immutable afterwards.
class catalog {
public:
    endpoint& get(std::string key, std::string path, access a, limit l, handler h,
                  std::string summary) {
        return add(http::method::get, std::move(key), std::move(path), std::move(a), l, h,
                   std::move(summary));
    }
    endpoint& post(std::string key, std::string path, access a, limit l, handler h,
                   std::string summary) {
        return add(http::method::post, std::move(key), std::move(path), std::move(a), l, h,
                   std::move(summary));
    }
    endpoint& put(std::string key, std::string path, access a, limit l, handler h,
                  std::string summary) {
        return add(http::method::put, std::move(key), std::move(path), std::move(a), l, h,
                   std::move(summary));
    }
    endpoint& patch(std::string key, std::string path, access a, limit l, handler h,
                    std::string summary) {
        return add(http::method::patch, std::move(key), std::move(path), std::move(a), l, h,
                   std::move(summary));
    }
    endpoint& del(std::string key, std::string path, access a, limit l, handler h,
                  std::string summary) {
        return add(http::method::del, std::move(key), std::move(path), std::move(a), l, h,
                   std::move(summary));
    }
    /// References stay valid. GET also answers HEAD. A body is read (JSON) when `h.body` is given.
    endpoint& add(http::method verb, std::string key, std::string path, access a, limit l,
                  handler h, std::string summary);

    /// How asking who calls may fail beyond `unauthenticated`: errors of every row that asks.
    std::vector<const error_kind*> of_identity;

    /// Of all plugins, for the one that serves entities.
    entity_contributions for_entities;

    [[nodiscard]] const std::deque<endpoint>& rows() const noexcept { return rows_; }
    [[nodiscard]] std::deque<endpoint>& rows() noexcept { return rows_; }

private:
    std::deque<endpoint> rows_;
};

}
