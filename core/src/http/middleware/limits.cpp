#include "http/middleware/limits.hpp"
#include "http/connection.hpp"
#include "http/worker.hpp"
#include <boost/endian/conversion.hpp>
#include <nucleus/log.hpp>
#include <nucleus/services/limiter.hpp>

namespace nucleus::http {

namespace {

using limits::decision;
using limits::subject;

limit budget_class(const exchange& x) {
    return x.match.found != nullptr ? x.match.found->row->limit : limit::open;
}

const limits::rule& rule_of(const exchange& x) { return x.with->rule_of(budget_class(x)); }

std::uint64_t in_milliseconds(steady::time_point t) {
    return static_cast<std::uint64_t>(
        std::chrono::duration_cast<std::chrono::milliseconds>(t.time_since_epoch()).count());
}
std::uint64_t now_of(const exchange& x) { return in_milliseconds(x.started); }

/// None: not counted by address.
std::optional<subject> address_of(const exchange& x) {
    const auto& rules = x.with->rate;
    if (!rules.enabled || !rules.by_ip || x.admin || budget_class(x) == limit::none) return {};
    ip_address address = x.by->peer();
    if (!x.with->trusted_proxies.empty()) address = boost::asio::ip::make_address(x.client_address);
    return subject{"address", place_of(x), client_number(address)};
}

std::optional<subject> caller_of(const exchange& x) {
    const auto& rules = x.with->rate;
    if (!rules.enabled || !rules.by_user_id || !x.caller || budget_class(x) == limit::none)
        return {};
    const auto& who = *x.caller;
    const auto& id = (who.as == principal::kind::api_key ? who.api_key_id : who.user_id).bytes;
    const std::string_view name{reinterpret_cast<const char*>(id.data()), id.size()};
    return subject{"caller", place_of(x), 0, name, x.tenant};
}

/// What the client is told: of all budgets the tightest.
result<void> conclude(exchange& x, const decision& got) {
    if (x.rate.limit == 0 || got.remaining <= x.rate.remaining) x.rate = got;
    if (got.allowed) return {};
    x.rate = got;
    error e{errors::rate_limited};
    e.retry_after =
        std::max(std::chrono::seconds{1}, std::chrono::ceil<std::chrono::seconds>(got.reset));
    return e;
}

/// With skipSuccessfulRequests only failures stay counted.
drawn_for purpose_of(const exchange& x) {
    return x.with->rate.skip_successful_requests ? drawn_for::failures : drawn_for::good;
}

decision count_here(exchange& x, std::uint64_t key, const limits::rule& of) {
    return x.on->site->counts.take(key, of.how, of.of, now_of(x));
}

result<void> draw_here(exchange& x, const limits::rule& of, const subject& by, drawn_for what) {
    const auto key = own_key(of, by);
    const auto got = count_here(x, key, of);
    if (got.allowed && what == drawn_for::failures)
        x.returnable.push_back({key, {}, of, got.granted_at, 0});
    return conclude(x, got);
}

/// What was refused together is refused here until then without asking again: for a moment only
/// where others may give back what they have drawn.
void remember_refusal(exchange& x, std::uint64_t key, const limits::rule& of, drawn_for what,
                      std::chrono::milliseconds wait) {
    constexpr std::chrono::milliseconds moment{250};
    const bool lasting = what == drawn_for::good || of.of.block;
    x.on->site->counts.refuse(key, now_of(x), lasting ? wait : std::min(wait, moment));
}

/// Should the database go away, nobody begins anew.
decision count_along(exchange& x, std::uint64_t key, const limits::rule& of) {
    auto unblocked = of;
    unblocked.of.block.reset();
    return count_here(x, key, unblocked);
}

task<result<void>> draw_together(exchange& x, limits::rule of, subject by, drawn_for what) {
    auto shared = shared_key(x.with->count_secret, of, by);
    const auto key = limits::own_key(shared);
    const auto refused = x.on->site->counts.refused(key, now_of(x));
    if (refused.count() > 0) co_return conclude(x, limits::refusal(of.of, refused));
    const auto together = co_await x.on->shared.take(x.with->schema, shared, of);
    if (!together && x.with->rate.fail_closed) {
        error e{errors::rate_limit_unavailable};
        e.retry_after = std::chrono::seconds{1};
        co_return e;
    }
    if (together && !together->allowed) {
        remember_refusal(x, key, of, what, together->reset);
        co_return conclude(x, *together);
    }
    const auto here = together ? count_along(x, key, of) : count_here(x, key, of);
    const auto& got = together ? *together : here;
    if (got.allowed && what == drawn_for::failures) {
        if (!together) shared.clear();
        x.returnable.push_back({key, std::move(shared), of, here.granted_at, got.granted_at});
    }
    co_return conclude(x, got);
}

task<bool> within_shared(exchange& x, std::optional<subject> by) {
    if (!by) co_return true;
    const auto drawn = co_await draw_together(x, rule_of(x), *by, purpose_of(x));
    if (!drawn) x.fail(drawn.error());
    co_return drawn.has_value();
}

/// The answer is there already: nothing that goes wrong here changes it.
task<void> give_back_together(exchange& x, const drawn_count& one) {
    try {
        co_await x.on->shared.give_back(x.with->schema, one.shared, one.of, one.shared_granted_at);
    } catch (const std::exception& e) { // the client went away meanwhile
        log::debug("limits", "a success stays counted", {{"reason", e.what()}});
    }
}

}

std::uint64_t client_number(const ip_address& a) {
    if (a.is_v4()) return a.to_v4().to_uint();
    const auto bytes = a.to_v6().to_bytes();
    if (a.to_v6().is_v4_mapped()) return boost::endian::load_big_u32(bytes.data() + 12);
    return boost::endian::load_big_u64(bytes.data());
}

std::string_view place_of(const exchange& x) {
    if (!x.with->rate.by_endpoint || x.match.found == nullptr) return {};
    return x.match.found->row->key;
}

result<void> limit_by_address(exchange& x) {
    const auto by = address_of(x);
    return by ? draw_here(x, rule_of(x), *by, purpose_of(x)) : result<void>{};
}

result<void> limit_by_caller(exchange& x) {
    const auto by = caller_of(x);
    return by ? draw_here(x, rule_of(x), *by, purpose_of(x)) : result<void>{};
}

task<bool> within_shared_limit_by_address(exchange& x) { return within_shared(x, address_of(x)); }
task<bool> within_shared_limit_by_caller(exchange& x) { return within_shared(x, caller_of(x)); }

task<result<void>> draw(exchange& x, limits::rule of, subject by, drawn_for what) {
    if (!x.with->shares_counts()) co_return draw_here(x, of, by, what);
    auto within = co_await draw_together(x, of, by, what);
    co_return within;
}

task<result<void>> limit_by_tenant(exchange& x) {
    const auto& all = *x.facts->requests;
    const limits::rule of{
        x.with->strategy, {all.window, static_cast<std::uint32_t>(all.max), all.block}, "tenant"};
    const subject by{"tenant", {}, 0, x.tenant};
    auto within = co_await draw(x, of, by, drawn_for::good);
    co_return within;
}

task<void> settle_limits(exchange& x) {
    if (x.response.status >= 400 || x.abandoned || x.by->cancelled()) co_return;
    const auto now = in_milliseconds(steady::now()); // it may have taken long
    for (const auto& one : x.returnable) {
        x.on->site->counts.give_back(one.key, one.of.how, one.of.of, one.granted_at, now);
        if (!one.shared.empty()) co_await give_back_together(x, one);
    }
}

}
