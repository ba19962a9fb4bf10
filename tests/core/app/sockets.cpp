// Listening where the config says, and what is said when that cannot be.
#include "app/sockets.hpp"
#include <arpa/inet.h>
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_exception.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string>
#include <sys/socket.h>

using namespace nucleus;
using app::open_sockets;
using app::port_of;
using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::MessageMatches;

namespace {

config::server_config on(std::string host, int port) {
    config::server_config c;
    c.host = std::move(host);
    c.port = port;
    return c;
}

int option(const process::descriptor& fd, int level, int name) {
    int value = -1;
    socklen_t size = sizeof value;
    REQUIRE(::getsockopt(fd.get(), level, name, &value, &size) == 0);
    return value;
}

process::descriptor connected(int port) {
    process::descriptor fd{::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)};
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_port = htons(static_cast<std::uint16_t>(port));
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const void* raw = &to;
    REQUIRE(::connect(fd.get(), static_cast<const sockaddr*>(raw), sizeof to) == 0);
    return fd;
}

}

TEST_CASE("A listener that blocks nobody and that other programs do not inherit by accident") {
    const auto open = open_sockets(on("127.0.0.1", 0));
    REQUIRE(open.open_to_all);
    CHECK_FALSE(open.admin);
    CHECK(port_of(open.open_to_all) > 0);
    CHECK(option(open.open_to_all, SOL_SOCKET, SO_ACCEPTCONN) == 1);
    CHECK((::fcntl(open.open_to_all.get(), F_GETFL) & O_NONBLOCK) != 0);
    CHECK(::fcntl(open.open_to_all.get(), F_GETFD) == FD_CLOEXEC);
}

TEST_CASE("What is accepted sends small answers at once") {
    const auto open = open_sockets(on("127.0.0.1", 0));
    const auto client = connected(port_of(open.open_to_all));
    const process::descriptor accepted{::accept4(open.open_to_all.get(), nullptr, nullptr, 0)};
    REQUIRE(accepted);
    CHECK(option(accepted, IPPROTO_TCP, TCP_NODELAY) == 1);
}

TEST_CASE("Administration has a listener of its own when it is asked for") {
    auto c = on("127.0.0.1", 0);
    c.admin_port = 0;
    const auto open = open_sockets(c);
    REQUIRE(open.admin);
    CHECK(port_of(open.admin) > 0);
    CHECK(port_of(open.admin) != port_of(open.open_to_all));
}

TEST_CASE("A port in use is named, with who can free it") {
    const auto first = open_sockets(on("127.0.0.1", 0));
    const int taken = port_of(first.open_to_all);
    const auto number = std::to_string(taken);
    CHECK_THROWS_MATCHES(open_sockets(on("127.0.0.1", taken)), std::runtime_error,
                         MessageMatches(ContainsSubstring("cannot listen on 127.0.0.1:" + number) &&
                                        ContainsSubstring("in use") &&
                                        ContainsSubstring("sport = :" + number) &&
                                        ContainsSubstring("server.port")));
    auto c = on("127.0.0.1", 0);
    c.admin_port = taken;
    CHECK_THROWS_MATCHES(open_sockets(c), std::runtime_error,
                         MessageMatches(ContainsSubstring("127.0.0.1:" + number) &&
                                        ContainsSubstring("server.adminPort")));
}

TEST_CASE("A listener is had again at once after the one before, with a connection still open") {
    auto first = open_sockets(on("127.0.0.1", 0));
    const int port = port_of(first.open_to_all);
    const auto client = connected(port);
    {
        const process::descriptor accepted{::accept(first.open_to_all.get(), nullptr, nullptr)};
    }
    first.open_to_all.close(); // the accepted end was closed first: it lingers
    CHECK(port_of(open_sockets(on("127.0.0.1", port)).open_to_all) == port);
}

TEST_CASE("An address that this machine has not, or nobody has, is named with its key") {
    CHECK_THROWS_MATCHES(
        open_sockets(on("192.0.2.1", 0)), std::runtime_error,
        MessageMatches(ContainsSubstring("192.0.2.1:0") && ContainsSubstring("set server.host")));
    CHECK_THROWS_MATCHES(open_sockets(on("no such host", 80)), std::runtime_error,
                         MessageMatches(ContainsSubstring("check server.host")));
    auto c = on("127.0.0.1", 0);
    c.admin_port = 0;
    c.admin_host = "192.0.2.1";
    CHECK_THROWS_MATCHES(open_sockets(c), std::runtime_error,
                         MessageMatches(ContainsSubstring("set server.adminHost")));
}

TEST_CASE("IPv6 addresses are listened on, and written in brackets") {
    if (!process::descriptor{::socket(AF_INET6, SOCK_STREAM, 0)}) SKIP("this machine has no IPv6");
    app::sockets first;
    try {
        first = open_sockets(on("::1", 0));
    } catch (const std::runtime_error&) {
        SKIP("this machine has no ::1");
    }
    const auto taken = port_of(first.open_to_all);
    REQUIRE(taken > 0);
    CHECK_THROWS_MATCHES(
        open_sockets(on("::1", taken)), std::runtime_error,
        MessageMatches(ContainsSubstring("[::1]:" + std::to_string(taken) + ": the port")));
}

TEST_CASE("What is no socket has no port") { CHECK(port_of(process::descriptor{}) == 0); }
