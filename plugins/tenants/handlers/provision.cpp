#include "handlers/provision.hpp"
#include "errors.hpp"
#include <algorithm>
#include <nucleus/async/sleep.hpp>

namespace nucleus::tenants {

using namespace std::chrono_literals;

namespace {

/// Who signs up waits behind fewer than these: about what a node makes in the time of a request.
/// Each is an account, a hash and some forty tables that nobody has vouched for.
constexpr std::int64_t most_unmade = 100;
/// What is left of the request's time for the answer.
constexpr auto margin = 500ms;
constexpr std::chrono::milliseconds shortest_pause = 20ms, longest_pause = 250ms;

constexpr order_paths provision_paths{"/adminEmail", "/adminPassword"},
    signup_paths{"/email", "/password"};

bool is_settled(const std::optional<tenant_record>& t) {
    return !t || t->status != tenant_status::provisioning;
}

error too_many() {
    error e{nucleus::errors::overloaded};
    e.retry_after = 10s;
    return e;
}

/// The tenant once it is made or has failed, or as it is when the time is over; none: it was taken
/// back. Whichever node makes it.
task<std::optional<tenant_record>> settled(request_context& rc, uuid id) {
    const auto until = rc.deadline - margin;
    auto pause = shortest_pause;
    for (;;) {
        auto t = co_await find_tenant(*rc.database, call_of(rc), id);
        const auto next = steady::now() + pause;
        if (is_settled(t) || next >= until) co_return t;
        co_await sleep_until(next);
        pause = std::min(pause * 2, longest_pause);
    }
}

task<result<answered>> have_made(tenants_context& t, request_context& rc, tenant_order o,
                                 order_paths paths) {
    auto by = performer_of(rc);
    const bool vouched_for = o.address_proven;
    auto placed =
        co_await place(t, *rc.database, call_of(rc), std::move(o), std::move(by), &rc, paths);
    if (!placed) co_return placed.error();
    auto made = co_await settled(rc, placed->id);
    if (!made || made->status == tenant_status::failed)
        co_return error{errors::provisioning_failed};
    rc.response.status = is_settled(made) ? 201 : 202;
    rc.response.set("Location", "/tenants/" + made->id.text());
    if (!vouched_for) made->last_error.reset(); // PostgreSQL's words are nothing for strangers
    made_tenant answer;
    answer.admin.email = made->god_admin_email;
    answer.tenant = std::move(*made);
    if (placed->generated) answer.generated_password = std::string{placed->generated->reveal()};
    rc.succeed(answer);
    co_return answered{};
}

}

void check_provision(const tenants_context& t, const provision_request& body,
                     std::vector<fault>& found) {
    check_order(*t.settings.now(), body.plan, body.subdomain, found);
    check_administrator(t, body.admin_email, body.admin_password, provision_paths, found);
}

namespace {

/// The plans that may be chosen by who signs up.
std::string choices(const tenants_config& c) {
    auto names = c.default_plan;
    for (const auto& plan : c.self_signup.plans)
        if (plan != c.default_plan) names.append(" or ").append(plan);
    return names;
}

}

void check_signup(const tenants_context& t, const signup_request& body, std::vector<fault>& found) {
    const auto s = t.settings.now();
    check_order(*s, std::nullopt, body.subdomain, found);
    const auto& open = s->config.self_signup.plans;
    if (body.plan && *body.plan != s->config.default_plan &&
        std::ranges::find(open, *body.plan) == open.end())
        found.push_back({"/plan", "unknown", "must be " + choices(s->config)});
    // The captcha is used up after this.
    check_administrator(t, body.email, body.password, signup_paths, found);
}

task<result<answered>> provision(tenants_context& t, request_context& rc, provision_request body) {
    tenant_order o{std::move(body.subdomain),
                   std::move(body.company_name),
                   std::move(body.admin_email),
                   std::move(body.admin_password),
                   std::move(body.plan),
                   body.max_users,
                   body.seed};
    auto done = co_await have_made(t, rc, std::move(o), provision_paths);
    co_return done;
}

task<result<answered>> sign_up(tenants_context& t, request_context& rc, signup_request body) {
    const auto unmade = co_await count_unmade(*rc.database, call_of(rc));
    if (unmade >= most_unmade) co_return too_many();
    if (auto* human = t.services->find<captchas>()) {
        const auto asked = co_await human->require(rc, "selfSignup", body.captcha);
        if (!asked) co_return asked.error();
    }
    tenant_order o{std::move(body.subdomain), std::move(body.company_name), std::move(body.email),
                   std::move(body.password),  std::move(body.plan),         {}};
    o.address_proven = false;
    auto done = co_await have_made(t, rc, std::move(o), signup_paths);
    co_return done;
}

}
