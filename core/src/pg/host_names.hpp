// The server's addresses: libpq looks a host name up itself, and blocks its thread meanwhile.
#pragma once
#include "pg/connecting.hpp"
#include <boost/asio/ip/tcp.hpp>
#include <map>

namespace nucleus::pg {

/// With the environment's host, address and port (PGHOST, PGHOSTADDR, PGPORT) where it has none of
/// its own, as libpq would have it. A `service` stays libpq's affair, also its host's name.
[[nodiscard]] connection_parameters with_environment(connection_parameters p);

/// The names among `host` that only a resolver can translate: no path of a socket, no address, and
/// none when `hostaddr` is given.
[[nodiscard]] std::vector<std::string> host_names(const connection_parameters& p);

/// By name, in the order of preference.
using addresses = std::map<std::string, std::vector<std::string>>;

/// The same parameters with an address to every name: a host with several takes a place in the list
/// for each, and libpq tries them in turn. A name without any is left out.
[[nodiscard]] connection_parameters with_addresses(connection_parameters p, const addresses& found);

/// Whether any host is left to try: with none, libpq would try this machine's socket.
[[nodiscard]] bool names_a_host(const connection_parameters& p);

}
