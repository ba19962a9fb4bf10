#include "http/pipeline.hpp"
#include "http/answer_writer.hpp"
#include "http/connection.hpp"
#include "http/error_boundary.hpp"
#include "http/middleware/access_check.hpp"
#include "http/middleware/access_log.hpp"
#include "http/middleware/content_type.hpp"
#include "http/middleware/cors.hpp"
#include "http/middleware/credentials.hpp"
#include "http/middleware/csrf.hpp"
#include "http/middleware/identity_headers.hpp"
#include "http/middleware/limits.hpp"
#include "http/worker.hpp"

namespace nucleus::http {

namespace {

/// Request id, trace and client: every later line, even a refusal, carries them.
void identify(exchange& x) {
    const auto id = x.request.get("x-request-id");
    if (acceptable_request_id(id))
        x.request_id = id;
    else
        x.on->ids.next(x.request_id);
    const auto trace = x.request.get("traceparent");
    if (acceptable_traceparent(trace)) x.traceparent = trace;
    x.now = x.on->wall(x.started);
    x.worker = x.on->index;
    x.database = x.on->database;
    x.deadline = x.started + x.with->timeouts.request;
    x.secure = x.by->secure();
    if (x.with->trusted_proxies.empty()) {
        x.client_address = x.by->peer_text();
    } else {
        const auto who = resolve_client(x.by->peer(), x.secure, x.request, x.with->trusted_proxies);
        x.client_address = who.address.to_string();
        x.secure = who.secure;
    }
}

/// False when the answer is given already: the request ends here.
bool passes(exchange& x, const result<void>& step) {
    if (!step) x.fail(step.error());
    return step.has_value();
}

/// 404 and 405; path parameters are decoded.
result<void> take_route(exchange& x) {
    if (x.match.allow == nullptr) return error{errors::not_found, "There is no endpoint here."};
    if (x.match.found == nullptr) return errors::method_not_allowed;
    const auto& found = *x.match.found;
    x.endpoint = found.row;
    x.route_index = found.index;
    for (std::size_t i = 0; i < x.match.count; ++i) {
        auto& parameter = x.path_values.emplace_back();
        parameter.name = found.names[i];
        if (!percent_decode(x.match.values[i], parameter.value))
            return error{errors::bad_request, "A percent-escape in the path is malformed."};
    }
    if (!x.request.query.empty() && found.row->handler.query == nullptr && !found.row->any_query)
        return error{errors::invalid_query, "This endpoint takes no query parameters."};
    return {};
}

/// OPTIONS answers for every path that exists; a preflight of an allowed origin gets its leave.
bool answered_options(exchange& x) {
    if (x.request.verb != method::options) return false;
    const std::string* allow = x.match.allow;
    static const std::string any{"GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS"};
    if (x.request.target == "*") allow = &any;
    if (allow == nullptr) return false;
    x.response.status = 204;
    x.response.set("Allow", *allow);
    if (is_preflight(x.request) && !x.cors_origin.empty())
        answer_preflight(x.with->cors, x.request, *allow, x.response);
    return true;
}

result<void> check_csrf(exchange& x, bool header_credential) {
    if (!needs_same_site(x.request, x.endpoint->limit, header_credential)) return {};
    if (from_same_site(x.request, x.with->own_origins)) return {};
    if (x.facts && from_tenant_host(x.request, x.with->scheme, *x.facts)) return {};
    return errors::cross_site;
}

std::uint64_t body_limit_of(const exchange& x) {
    const auto& e = *x.endpoint;
    if (e.live_body_limit) return e.live_body_limit->load(std::memory_order_relaxed);
    return e.body_limit != 0 ? e.body_limit : x.with->body_limit;
}

/// Bodies are read as they are: nothing is unpacked (RFC 9110 §8.4).
bool is_packed(const request& r) {
    const auto coding = r.get("content-encoding");
    return !coding.empty() && !equals_lower(coding, "identity");
}

/// What the head says about the body, before a byte of it is read.
result<void> check_body_head(const exchange& x) {
    if (!x.frame.has_body() || x.endpoint->body == body_mode::none) return {};
    if (x.frame.content_length > body_limit_of(x)) return errors::body_too_large;
    if (x.endpoint->body == body_mode::json && !is_json(x.request.get("content-type")))
        return errors::unsupported_media_type;
    if (is_packed(x.request))
        return error{errors::unsupported_media_type, "Send the body without Content-Encoding."};
    return {};
}

/// The sweep has stopped the handler, whatever it made of that: it overran, or nobody is there.
void judge_cancelled(exchange& x, steady::time_point now) {
    x.close = true;
    if (now > x.deadline && !x.streamed && !x.by->peer_has_gone())
        x.fail(errors::deadline_passed);
    else
        x.abandoned = true;
}

/// What the head alone tells. False: it was a question about the path, and is answered.
bool look_up(exchange& x) {
    const auto& routes = x.admin ? x.on->site->admin_routes : x.on->site->public_routes;
    x.match = routes.find(x.request.verb, x.request.path); // a look-up; judged below
    x.cors_origin =
        allowed_origin(x.with->cors, x.request); // errors must be readable across origins too
    return !answered_options(x); // preflights carry no credentials and are not limited
}

/// Where it leads.
bool admit(exchange& x) {
    x.schema = x.with->schema; // until the tenant is known
    if (const auto routed = take_route(x); passes(x, routed)) return true;
    if (x.response.status == 405) x.response.set("Allow", *x.match.allow);
    return false;
}

/// Whether the tenant is to be asked for, which is not known here.
bool needs_tenant(exchange& x) {
    auto* const all = x.on->site->tenants;
    return all != nullptr && x.endpoint->about != territory::nobody && !all->recall(x);
}

/// What there is in the first schema only is not there in a tenant.
result<void> check_territory(const exchange& x) {
    if (x.endpoint->about != territory::home || x.tenant.empty()) return {};
    return error{errors::not_found, "There is no such endpoint in a tenant."};
}

/// Whom the credential stands for; where anyone may call, a bad one is as good as none.
result<void> know(exchange& x, const credential& offered, const result<principal_ptr>& who) {
    if (who) {
        x.caller = *who;
        x.from_cookie = offered.as == credential::kind::cookie;
        return {};
    }
    if (x.endpoint->access.needs == access::level::anyone) return {};
    return who.error();
}

}

/// The order, and why it is this one.
task<void> serve(exchange& x) {
    identify(x); // first: whatever happens next is told with a request id, and has a deadline
    try {        // the error boundary
        strip_identity_headers(x.request); // nobody downstream may see what only we may say
        if (!look_up(x)) co_return;        // CORS
        // Before 404, so that scanning is limited too.
        if (x.with->shares_counts()) {
            const bool within = co_await within_shared_limit_by_address(x);
            if (!within) co_return;
        } else if (!passes(x, limit_by_address(x))) {
            co_return;
        }
        if (!admit(x)) co_return; // route
        // Nothing is asked of the database before it is known whose data it is about.
        if (needs_tenant(x)) {
            const auto found = co_await x.on->site->tenants->find(x);
            if (!passes(x, found)) co_return;
        }
        if (!passes(x, check_territory(x))) co_return;
        // Before anything that costs: one tenant's flood must not be felt by the others.
        if (x.facts && x.facts->requests) {
            const auto within = co_await limit_by_tenant(x);
            if (!passes(x, within)) co_return;
        }

        auto* const who = x.on->site->who;
        const auto offered = find_credential(x.request, x.on->site->cookie_name);
        if (!offered) {
            x.fail(offered.error());
            co_return;
        }
        const bool by_header = *offered && (*offered)->as != credential::kind::cookie;
        // Identity: from the cache if it can be had there. What is open and not counted is not
        // asked for it: health must answer when the database does not.
        const bool wanted =
            x.endpoint->limit != limit::none || x.endpoint->access.needs != access::level::anyone;
        if (*offered && who != nullptr && wanted) {
            x.caller = who->cached(x, **offered);
            x.from_cookie = x.caller && !by_header;
            if (!x.caller) {
                const auto asked = co_await who->authenticate(x, **offered);
                if (!passes(x, know(x, **offered, asked))) co_return;
            }
        }
        if (!passes(x, check_csrf(x, by_header))) co_return; // needs to know how the caller came
        auto allowed = check_access(x.endpoint->access, x.caller.get());
        if (!allowed && !x.caller && who != nullptr) {
            const auto why = co_await who->turn_away(x);
            allowed = why;
        }
        if (!passes(x, allowed)) co_return;
        // After access: strangers spend no one's budget.
        if (x.with->shares_counts()) {
            const bool within = co_await within_shared_limit_by_caller(x);
            if (!within) co_return;
        } else if (!passes(x, limit_by_caller(x))) {
            co_return;
        }
        if (!passes(x, check_body_head(x))) co_return; // refused before it is read, or asked for
        if (!x.body_read && x.endpoint->body != body_mode::none && !x.by->take_arrived_body()) {
            const auto arrived = co_await x.by->read_body(body_limit_of(x));
            if (!passes(x, arrived)) co_return;
        }
        x.response.status = x.endpoint->success; // unless the handler says otherwise
        const auto& code = x.endpoint->handler;
        co_await code.run(code.context, x);
    } catch (...) {
        answer_current_exception(x);
    }
}

void finish(exchange& x) {
    const auto now = steady::now();
    if (x.by->cancelled()) judge_cancelled(x, now);
    if (x.abandoned || x.on->site->draining.load(std::memory_order_relaxed)) x.close = true;
    if (x.abandoned)
        x.response.status = 499; // in log and metrics only, as nginx has it
    else if (x.streamed)
        x.streamed->end();
    else
        write_answer(x);
    x.on->site->numbers.count(x.route_index, x.response.status, now - x.started);
    log_access(x, now - x.started);
    x.started = now; // of the next one, if it is here already
}

void refuse_head(exchange& x, const refusal& why) {
    x.on->ids.next(x.request_id);
    x.client_address = x.by->peer_text();
    x.secure = x.by->secure();
    x.request.target = x.request.path = {};
    x.fail(why.to_error());
    finish(x);
}

}
