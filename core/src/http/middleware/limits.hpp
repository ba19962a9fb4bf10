// Which rate limits a request draws on, by config and endpoint.
#pragma once
#include "http/exchange.hpp"

namespace nucleus::http {

/// By client address; a path that leads nowhere draws on the public budget.
[[nodiscard]] result<void> limit_by_address(exchange& x);
/// By user or API key owner, once known and admitted.
[[nodiscard]] result<void> limit_by_caller(exchange& x);

/// By tenant, whose requests have a budget (tenant_facts::requests).
[[nodiscard]] task<result<void>> limit_by_tenant(exchange& x);

/// The same where all nodes count together. False: the request is refused, and answered.
task<bool> within_shared_limit_by_address(exchange& x);
task<bool> within_shared_limit_by_caller(exchange& x);

/// Whether it stays counted when the request succeeds.
enum class drawn_for : std::uint8_t { good, failures };

/// Draws on any budget, here or together with the other nodes, as the config has it: at once, or
/// of many in parallel none would be refused.
task<result<void>> draw(exchange& x, limits::rule of, limits::subject by, drawn_for what);

/// Afterwards: with skipSuccessfulRequests a success gets back what was drawn.
task<void> settle_limits(exchange& x);

/// What counts as one client: an IPv4 address, or the /64 of an IPv6 one.
[[nodiscard]] std::uint64_t client_number(const ip_address& a);
/// The endpoint, where each has a budget of its own; else nothing.
[[nodiscard]] std::string_view place_of(const exchange& x);

}
