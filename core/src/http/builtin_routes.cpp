#include "http/builtin_routes.hpp"
#include "http/exchange.hpp"
#include "http/middleware/credentials.hpp"
#include "http/site.hpp"
#include "http/worker.hpp"
#include <openssl/crypto.h>

namespace nucleus::http {

struct tenants_behind {
    std::int64_t waiting = 0, failed = 0;
};
NUCLEUS_DESCRIBE(tenants_behind, (waiting, "Their tables or seeds are still to be changed"),
                 (failed, "The change has failed; it is tried again"))

struct health_status {
    std::string status;
    std::optional<tenants_behind> tenants{};
};
NUCLEUS_DESCRIBE(health_status, (status, "`ok`, when the answer is 200"),
                 (tenants, "Those whose schema is not up to date, as counted every 10 s"))

namespace {

/// Every request context that the server hands to a handler is an exchange.
exchange& exchange_of(request_context& rc) { return static_cast<exchange&>(rc); }

task<void> live(void*, request_context& rc) {
    rc.succeed(health_status{"ok"});
    co_return;
}

task<void> ready(void*, request_context& rc) {
    const auto& site = *exchange_of(rc).on->site;
    if (site.ready()) {
        health_status s{"ok"};
        if (site.tenants) {
            const auto [waiting, failed] = site.tenants->now();
            s.tenants = {static_cast<std::int64_t>(waiting), static_cast<std::int64_t>(failed)};
        }
        rc.succeed(s);
    } else if (site.draining.load())
        rc.fail(errors::shutting_down);
    else
        rc.fail(error{errors::database_unavailable,
                      "Not ready: starting, or the database is not reachable."});
    co_return;
}

bool may_scrape(const exchange& x) {
    if (x.admin) return true;
    const auto token = x.with->metrics_token.reveal();
    auto given = x.request.get("authorization");
    if (token.empty() || !given.starts_with("Bearer ")) return false;
    given.remove_prefix(7);
    return given.size() == token.size() &&
           CRYPTO_memcmp(given.data(), token.data(), token.size()) == 0;
}

task<void> metrics_text(void*, request_context& rc) {
    auto& x = exchange_of(rc);
    if (may_scrape(x)) {
        x.response.content_type = "text/plain; version=0.0.4; charset=utf-8";
        x.response.body = x.on->site->parts.metrics->expose();
    } else {
        x.fail(errors::not_found);
    }
    co_return;
}

task<void> openapi(void*, request_context& rc) {
    auto& x = exchange_of(rc);
    if (const auto& text = x.on->site->parts.openapi)
        x.response.body = text();
    else
        x.fail(errors::not_found);
    co_return;
}

endpoint& add(catalog& c, const char* key, const char* path,
              task<void> (*run)(void*, request_context&), const char* summary) {
    auto& e = c.get(key, path, access::anyone, limit::none,
                    handler{run, nullptr, nullptr, nullptr, nullptr}, summary);
    e.plugin = "core";
    e.about = territory::nobody;
    return e;
}

}

void add_builtin_routes(catalog& c) {
    add(c, "LIVEZ", "/livez", &live, "Whether the process runs").answer_shape =
        &shape_of<health_status>();
    auto& readyz = add(c, "READYZ", "/readyz", &ready, "Whether requests should be sent here");
    readyz.answer_shape = &shape_of<health_status>();
    readyz.fails_with({&errors::shutting_down, &errors::database_unavailable});
    auto& health = add(c, "HEALTH", "/health", &ready, "The same as /readyz");
    health.answer_shape = &shape_of<health_status>();
    health.fails_with({&errors::shutting_down, &errors::database_unavailable});
    add(c, "METRICS", "/metrics", &metrics_text, "Numbers for Prometheus").raw_answer = true;
    add(c, "OPENAPI", "/openapi.json", &openapi, "This API as OpenAPI 3.1").raw_answer = true;
}

bool serves_admin(const endpoint& e) { return e.plugin == "core" && e.path != "/openapi.json"; }

}
