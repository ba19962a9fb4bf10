#include "http/middleware/limits.hpp"
#include "http/connection.hpp"
#include "http/worker.hpp"
#include <boost/endian/conversion.hpp>
#include <nucleus/log.hpp>
#include <nucleus/services/limiter.hpp>

namespace nucleus::http {

namespace {

using limits::decision;
using limits::spend;
using limits::subject;

limit budget_class(const exchange& x) {
    return x.match.found != nullptr ? x.match.found->row->limit : limit::open;
}

const limits::rule& rule_of(const exchange& x) { return x.with->rule_of(budget_class(x)); }

std::uint64_t now_of(const exchange& x) {
    return static_cast<std::uint64_t>(
        std::chrono::duration_cast<std::chrono::milliseconds>(x.started.time_since_epoch())
            .count());
}

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
    return subject{"caller", place_of(x), 0, {reinterpret_cast<const char*>(id.data()), id.size()}};
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

decision count_here(exchange& x, std::uint64_t key, const limits::rule& of, spend how) {
    return x.on->site->counts.take(key, of.how, of.of, now_of(x), how);
}

result<void> draw_here(exchange& x, const limits::rule& of, const subject& by, spend how) {
    const auto key = own_key(of, by);
    auto within = conclude(x, count_here(x, key, of, how));
    if (within && how == spend::look_only) x.owed.push_back({key, {}, of});
    return within;
}

/// What was refused together is refused here until then without asking again. What was granted is
/// counted here as well: should the database go away, nobody begins anew.
void remember(exchange& x, std::uint64_t key, const limits::rule& of, spend how,
              const decision& got) {
    if (!got.allowed) return x.on->site->counts.refuse(key, now_of(x), got.reset);
    if (how == spend::look_only) return;
    auto unblocked = of;
    unblocked.of.block.reset();
    (void)count_here(x, key, unblocked, how);
}

task<result<void>> draw_together(exchange& x, limits::rule of, subject by, spend how) {
    const auto shared = shared_key(x.with->count_secret, of, by);
    const auto key = limits::own_key(shared);
    const auto refused = x.on->site->counts.refused(key, now_of(x));
    if (refused.count() > 0) co_return conclude(x, limits::refusal(of.of, refused));
    const auto got = co_await x.on->shared.take(x.with->schema, shared, of, how);
    if (!got && x.with->rate.fail_closed) {
        error e{errors::rate_limit_unavailable};
        e.retry_after = std::chrono::seconds{1};
        co_return e;
    }
    if (got) remember(x, key, of, how, *got);
    auto within = conclude(x, got ? *got : count_here(x, key, of, how));
    if (within && how == spend::look_only) x.owed.push_back({key, shared, of});
    co_return within;
}

task<bool> within_shared(exchange& x, std::optional<subject> by) {
    if (!by) co_return true;
    const auto drawn = co_await draw_together(x, rule_of(x), *by, spend_of(x));
    if (!drawn) x.fail(drawn.error());
    co_return drawn.has_value();
}

/// The answer is there already: it is not held up by a count that cannot be made.
task<void> count_together(exchange& x, const owed_count& one) {
    if (x.by->cancelled()) co_return;
    try {
        const auto got = co_await x.on->shared.take(x.with->schema, one.shared, one.of, spend::yes);
        if (got)
            remember(x, one.own, one.of, spend::yes, *got);
        else
            (void)count_here(x, one.own, one.of, spend::yes);
    } catch (const std::exception& e) { // the client went away meanwhile
        log::debug("limits", "a failure was not counted", {{"reason", e.what()}});
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

limits::spend spend_of(const exchange& x) {
    return x.with->rate.skip_successful_requests ? spend::look_only : spend::yes;
}

result<void> limit_by_address(exchange& x) {
    const auto by = address_of(x);
    return by ? draw_here(x, rule_of(x), *by, spend_of(x)) : result<void>{};
}

result<void> limit_by_caller(exchange& x) {
    const auto by = caller_of(x);
    return by ? draw_here(x, rule_of(x), *by, spend_of(x)) : result<void>{};
}

task<bool> within_shared_limit_by_address(exchange& x) { return within_shared(x, address_of(x)); }
task<bool> within_shared_limit_by_caller(exchange& x) { return within_shared(x, caller_of(x)); }

task<result<void>> draw(exchange& x, limits::rule of, subject by, spend how) {
    if (!x.with->shares_counts()) co_return draw_here(x, of, by, how);
    auto within = co_await draw_together(x, of, by, how);
    co_return within;
}

task<result<void>> limit_by_tenant(exchange& x) {
    const auto& all = *x.facts->requests;
    const limits::rule of{
        x.with->strategy, {all.window, static_cast<std::uint32_t>(all.max), all.block}, "tenant"};
    const subject by{"tenant", {}, 0, x.tenant};
    auto within = co_await draw(x, of, by, spend::yes);
    co_return within;
}

task<void> settle_limits(exchange& x) {
    if (x.response.status < 400) co_return;
    for (const auto& one : x.owed) {
        if (one.shared.empty())
            (void)count_here(x, one.own, one.of, spend::yes);
        else
            co_await count_together(x, one);
    }
}

}
