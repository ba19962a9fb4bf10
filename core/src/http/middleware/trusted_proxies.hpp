// Who the client is when proxies stand in between.
#pragma once
#include <boost/asio/ip/address.hpp>
#include <nucleus/http/message.hpp>
#include <optional>
#include <span>

namespace nucleus::http {

using ip_address = boost::asio::ip::address;

/// A CIDR block; IPv4-mapped IPv6 addresses belong to their IPv4 block.
struct network {
    ip_address base;
    unsigned bits = 0;
    [[nodiscard]] bool contains(const ip_address& a) const;
    /// "10.0.0.0/8", "::1", …; empty when it is none.
    [[nodiscard]] static std::optional<network> parse(std::string_view text);
};

struct client {
    ip_address address;
    bool secure = false;
};

/// Walks X-Forwarded-For from the right through trusted hops to the first address that is not one;
/// what is left of it was written by the client and is worth nothing. X-Forwarded-Proto (its last
/// value) counts when the peer is trusted. From an untrusted peer neither is looked at.
[[nodiscard]] client resolve_client(const ip_address& peer, bool tls, const request& r,
                                    std::span<const network> trusted);

}
