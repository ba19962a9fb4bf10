// ready: whether the server of this configuration serves, for container health checks.
#include "cli/reading.hpp"
#include "process/descriptor.hpp"
#include <array>
#include <cstdlib>
#include <memory>
#include <netdb.h>
#include <sys/socket.h>
#include <sys/time.h>

namespace nucleus::cli {

namespace {

/// A listener on every address is reached on this machine's own.
std::string reachable(const std::string& host) {
    if (host == "0.0.0.0") return "127.0.0.1";
    return host == "::" ? "::1" : host;
}

process::descriptor connect_to(const std::string& host, int port) {
    addrinfo wanted{};
    wanted.ai_socktype = SOCK_STREAM;
    addrinfo* raw = nullptr;
    if (::getaddrinfo(host.c_str(), std::to_string(port).c_str(), &wanted, &raw) != 0) return {};
    const std::unique_ptr<addrinfo, void (*)(addrinfo*)> found{raw, &::freeaddrinfo};
    process::descriptor fd{::socket(found->ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0)};
    const timeval limit{5, 0};
    ::setsockopt(fd.get(), SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    ::setsockopt(fd.get(), SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
    if (::connect(fd.get(), found->ai_addr, found->ai_addrlen) != 0) return {};
    return fd;
}

/// The status of GET /readyz, or 0.
int ask(const std::string& host, int port) {
    const auto fd = connect_to(host, port);
    constexpr std::string_view request =
        "GET /readyz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
    if (!fd || ::send(fd.get(), request.data(), request.size(), MSG_NOSIGNAL) < 0) return 0;
    std::array<char, 13> head{}; // "HTTP/1.1 200" and an end
    std::size_t got = 0;
    while (got < 12) {
        const auto n = ::recv(fd.get(), head.data() + got, 12 - got, 0);
        if (n <= 0) return 0;
        got += static_cast<std::size_t>(n);
    }
    return std::atoi(head.data() + 9);
}

}

int ready(const common& c) {
    const auto w = read_world(c);
    if (!w) return failed;
    const auto& server = w->config->get<config::server_config>("server");
    const bool by_admin = server.admin_port.has_value();
    if (server.tls && !by_admin) {
        complain("the public listener speaks TLS: set server.adminPort, which this check can ask");
        return failed;
    }
    const auto host = reachable(by_admin ? server.admin_host : server.host);
    const int port = by_admin ? *server.admin_port : server.port;
    const int status = ask(host, port);
    const auto place = host + ":" + std::to_string(port);
    if (status == 200) {
        complain(place + " is ready");
        return done;
    }
    complain(status == 0 ? "nothing answers on " + place
                         : place + " is not ready: it answers " + std::to_string(status));
    return failed;
}

}
