#include "http/middleware/trusted_proxies.hpp"
#include "http/head.hpp"
#include <algorithm>
#include <charconv>

namespace nucleus::http {

namespace {

namespace ip = boost::asio::ip;

ip_address unmapped(const ip_address& a) {
    if (a.is_v6() && a.to_v6().is_v4_mapped()) return ip::make_address_v4(ip::v4_mapped, a.to_v6());
    return a;
}

template <class Bytes> bool same_prefix(const Bytes& a, const Bytes& b, unsigned bits) {
    for (std::size_t i = 0; i < a.size() && bits > 0; ++i) {
        const unsigned here = std::min(bits, 8U);
        const auto mask = static_cast<unsigned char>(0xff << (8 - here));
        if ((a[i] & mask) != (b[i] & mask)) return false;
        bits -= here;
    }
    return true;
}

/// An element of X-Forwarded-For: an address, perhaps with a port or in brackets.
std::optional<ip_address> parse_hop(std::string_view text) {
    text = trimmed(text);
    if (text.starts_with('['))
        text = text.substr(1, text.find(']') - 1);
    else if (std::ranges::count(text, ':') == 1)
        text = text.substr(0, text.find(':'));
    boost::system::error_code failed;
    const auto address = ip::make_address(text, failed);
    if (failed) return {};
    return unmapped(address);
}

bool any_contains(std::span<const network> trusted, const ip_address& a) {
    return std::ranges::any_of(trusted, [&](const network& n) { return n.contains(a); });
}

std::string_view take_last(std::string_view& list) {
    const auto comma = list.rfind(',');
    const auto last = comma == list.npos ? list : list.substr(comma + 1);
    list = comma == list.npos ? std::string_view{} : list.substr(0, comma);
    return trimmed(last);
}

}

bool network::contains(const ip_address& other) const {
    const auto a = unmapped(other);
    if (a.is_v4() != base.is_v4()) return false;
    return a.is_v4() ? same_prefix(a.to_v4().to_bytes(), base.to_v4().to_bytes(), bits)
                     : same_prefix(a.to_v6().to_bytes(), base.to_v6().to_bytes(), bits);
}

std::optional<network> network::parse(std::string_view text) {
    const auto slash = text.find('/');
    boost::system::error_code failed;
    network n;
    n.base = ip::make_address(text.substr(0, slash), failed);
    if (failed) return {};
    const unsigned most = n.base.is_v4() ? 32 : 128;
    n.bits = most;
    if (slash == text.npos) return n;
    const auto bits = text.substr(slash + 1);
    const auto [end, error] = std::from_chars(bits.data(), bits.data() + bits.size(), n.bits);
    if (error != std::errc{} || end != bits.data() + bits.size() || n.bits > most) return {};
    return n;
}

client resolve_client(const ip_address& peer, bool tls, const request& r,
                      std::span<const network> trusted) {
    client found{unmapped(peer), tls};
    if (!any_contains(trusted, found.address)) return found;
    if (auto protocols = r.get("x-forwarded-proto"); !protocols.empty())
        found.secure = equals_lower(take_last(protocols), "https");
    for (auto line = r.headers.rbegin(); line != r.headers.rend(); ++line) {
        if (!equals_lower(line->name, "x-forwarded-for")) continue;
        for (auto list = line->value; !list.empty();) {
            const auto hop = parse_hop(take_last(list));
            if (!hop) return found;
            found.address = *hop;
            if (!any_contains(trusted, *hop)) return found;
        }
    }
    return found;
}

}
