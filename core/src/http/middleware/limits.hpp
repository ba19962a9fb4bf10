// Which rate limits a request draws on, by config and endpoint.
#pragma once
#include "http/exchange.hpp"

namespace nucleus::http {

/// By client address; a path that leads nowhere draws on the public budget.
[[nodiscard]] result<void> limit_by_address(exchange& x);
/// By user or API key owner, once known and admitted.
[[nodiscard]] result<void> limit_by_caller(exchange& x);
/// Afterwards: with skipSuccessfulRequests only failures are counted, and only now they are known.
void settle_limits(exchange& x);

/// What counts as one client: an IPv4 address, or the /64 of an IPv6 one.
[[nodiscard]] std::uint64_t client_number(const ip_address& a);

}
