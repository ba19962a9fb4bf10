#include "http/middleware/limits.hpp"
#include "http/connection.hpp"
#include "http/worker.hpp"
#include <boost/endian/conversion.hpp>

namespace nucleus::http {

namespace {

limit budget_class(const exchange& x) {
    return x.match.found != nullptr ? x.match.found->row->limit : limit::open;
}

std::uint64_t milliseconds_of(steady::time_point t) {
    return static_cast<std::uint64_t>(
        std::chrono::duration_cast<std::chrono::milliseconds>(t.time_since_epoch()).count());
}

rate_key endpoint_key(const exchange& x, char what) {
    rate_key key{what, static_cast<std::uint64_t>(budget_class(x))};
    if (x.with->rate.by_endpoint && x.match.found != nullptr)
        key.with(std::uint64_t{x.match.found->index} + 1);
    return key;
}

result<void> draw(exchange& x, std::uint64_t key, std::uint64_t& owed) {
    using spend = rate_limit_table::spend;
    const auto& rules = x.with->rate;
    const auto budget = x.with->budget_of(budget_class(x));
    const auto how = rules.skip_successful_requests ? spend::look_only : spend::yes;
    const auto got =
        x.on->site->limits.take(key, x.with->strategy, budget, milliseconds_of(x.started), how);
    if (x.rate.limit == 0 || got.remaining <= x.rate.remaining) x.rate = got;
    if (got.allowed) {
        if (how == spend::look_only) owed = key;
        return {};
    }
    x.rate = got;
    error e{errors::rate_limited};
    e.retry_after =
        std::chrono::seconds{std::max<std::int64_t>(1, (got.reset.count() + 999) / 1000)};
    return e;
}

}

std::uint64_t client_number(const ip_address& a) {
    if (a.is_v4()) return a.to_v4().to_uint();
    const auto bytes = a.to_v6().to_bytes();
    if (a.to_v6().is_v4_mapped()) return boost::endian::load_big_u32(bytes.data() + 12);
    return boost::endian::load_big_u64(bytes.data());
}

result<void> limit_by_address(exchange& x) {
    const auto& rules = x.with->rate;
    if (!rules.enabled || !rules.by_ip || x.admin || budget_class(x) == limit::none) return {};
    ip_address address = x.by->peer();
    if (!x.with->trusted_proxies.empty()) address = boost::asio::ip::make_address(x.client_address);
    auto key = endpoint_key(x, 'a');
    key.with(client_number(address));
    return draw(x, key.value(), x.owed_keys[0]);
}

result<void> limit_by_caller(exchange& x) {
    const auto& rules = x.with->rate;
    if (!rules.enabled || !rules.by_user_id || !x.caller || budget_class(x) == limit::none)
        return {};
    auto key = endpoint_key(x, 'u');
    key.with(x.caller->user_id.text());
    return draw(x, key.value(), x.owed_keys[1]);
}

void settle_limits(exchange& x) {
    if (x.response.status < 400) return;
    const auto budget = x.with->budget_of(budget_class(x));
    for (const auto key : x.owed_keys)
        if (key != 0)
            (void)x.on->site->limits.take(key, x.with->strategy, budget,
                                          milliseconds_of(x.started));
}

}
