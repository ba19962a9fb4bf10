// Latency of one keep-alive request every INTERVAL_MS for SECONDS: prints p50 and p99 in
// milliseconds. usage: bench_probe PORT PATH BEARER SECONDS INTERVAL_MS
#include <algorithm>
#include <arpa/inet.h>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <netinet/tcp.h>
#include <string>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>
#include <vector>

using steady = std::chrono::steady_clock;

namespace {

int connect_to(int port) {
    const int fd = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const int on = 1;
    ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    if (::connect(fd, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0)
        std::perror("connect"), std::exit(1);
    return fd;
}

/// Reads one answer with a Content-Length; false unless it is a 200.
bool read_answer(int fd) {
    std::string got;
    char piece[8192];
    for (;;) {
        const auto n = ::read(fd, piece, sizeof piece);
        if (n <= 0) return false;
        got.append(piece, static_cast<std::size_t>(n));
        const auto end = got.find("\r\n\r\n");
        if (end == std::string::npos) continue;
        const auto at = got.find("Content-Length:");
        const auto length = std::strtoul(got.c_str() + at + 15, nullptr, 10);
        if (got.size() >= end + 4 + length) return got.compare(9, 3, "200") == 0;
    }
}

}

int main(int argc, char** argv) {
    if (argc != 6)
        return std::fputs("usage: bench_probe PORT PATH BEARER SECONDS INTERVAL_MS\n", stderr), 2;
    const int fd = connect_to(std::atoi(argv[1]));
    const std::string request = std::string{"GET "} + argv[2] +
                                " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + argv[3] +
                                "\r\n\r\n";
    const auto until = steady::now() + std::chrono::duration<double>(std::atof(argv[4]));
    const auto pause = std::chrono::duration<double, std::milli>(std::atof(argv[5]));
    std::vector<double> latencies;
    while (steady::now() < until) {
        const auto started = steady::now();
        if (::write(fd, request.data(), request.size()) < 0 || !read_answer(fd))
            return std::fputs("bench_probe: not a 200\n", stderr), 1;
        latencies.push_back(
            std::chrono::duration<double, std::milli>(steady::now() - started).count());
        std::this_thread::sleep_for(pause);
    }
    ::close(fd);
    std::sort(latencies.begin(), latencies.end());
    const auto at = [&](double q) {
        return latencies[static_cast<std::size_t>(q * static_cast<double>(latencies.size() - 1))];
    };
    std::printf("%.3f %.3f\n", at(.5), at(.99));
}
