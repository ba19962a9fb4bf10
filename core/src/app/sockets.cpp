#include "app/sockets.hpp"
#include <cerrno>
#include <cstring>
#include <memory>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdexcept>
#include <string>
#include <sys/socket.h>

namespace nucleus::app {

namespace {

/// Where one listener is configured.
struct place {
    std::string host;
    int port;
    const char* host_key;
    const char* port_key;

    [[nodiscard]] std::string text() const {
        const bool v6 = host.find(':') != std::string::npos;
        return (v6 ? "[" + host + "]" : host) + ":" + std::to_string(port);
    }
};

std::string advice(int reason, const place& at) {
    switch (reason) {
    case EADDRINUSE:
        return "the port is in use by another process: stop that one (`ss -ltnp 'sport = :" +
               std::to_string(at.port) + "'` shows it), or set " + at.port_key + " to a free port";
    case EACCES:
        return "not permitted: ports below 1024 take root or CAP_NET_BIND_SERVICE; set " +
               std::string{at.port_key} + " to a higher one";
    case EADDRNOTAVAIL:
        return "this machine has no such address: set " + std::string{at.host_key} +
               " to one that it has, or to 0.0.0.0 for all";
    default: return std::strerror(reason);
    }
}

[[noreturn]] void refuse(const place& at, const std::string& why) {
    throw std::runtime_error("cannot listen on " + at.text() + ": " + why);
}

using address_list = std::unique_ptr<addrinfo, void (*)(addrinfo*)>;

address_list resolve(const place& at) {
    addrinfo wanted{};
    wanted.ai_socktype = SOCK_STREAM;
    wanted.ai_flags = AI_PASSIVE | AI_NUMERICSERV;
    addrinfo* found = nullptr;
    const int failed =
        ::getaddrinfo(at.host.c_str(), std::to_string(at.port).c_str(), &wanted, &found);
    if (failed != 0) refuse(at, std::string{::gai_strerror(failed)} + "; check " + at.host_key);
    return {found, &::freeaddrinfo};
}

void switch_on(int fd, int level, int option) {
    const int on = 1;
    ::setsockopt(fd, level, option, &on, sizeof on);
}

process::descriptor listen_on(const place& at) {
    const auto address = resolve(at);
    process::descriptor fd{
        ::socket(address->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0)};
    if (!fd) refuse(at, std::strerror(errno));
    switch_on(fd.get(), SOL_SOCKET, SO_REUSEADDR);
    switch_on(fd.get(), IPPROTO_TCP, TCP_NODELAY); // accepted sockets inherit it
    constexpr int backlog = 4096; // what a restart may leave waiting; the kernel lowers it
    if (::bind(fd.get(), address->ai_addr, address->ai_addrlen) != 0 ||
        ::listen(fd.get(), backlog) != 0)
        refuse(at, advice(errno, at));
    return fd;
}

}

sockets open_sockets(const config::server_config& server) {
    sockets out;
    out.open_to_all = listen_on({server.host, server.port, "server.host", "server.port"});
    if (server.admin_port)
        out.admin = listen_on(
            {server.admin_host, *server.admin_port, "server.adminHost", "server.adminPort"});
    return out;
}

int port_of(const process::descriptor& socket) {
    sockaddr_storage address{};
    socklen_t size = sizeof address;
    void* const raw = &address;
    if (::getsockname(socket.get(), static_cast<sockaddr*>(raw), &size) != 0) return 0;
    const auto* v6 = static_cast<const sockaddr_in6*>(raw);
    const auto* v4 = static_cast<const sockaddr_in*>(raw);
    return ntohs(address.ss_family == AF_INET6 ? v6->sin6_port : v4->sin_port);
}

}
