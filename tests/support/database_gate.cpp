#include "support/database_gate.hpp"
#include <arpa/inet.h>
#include <array>
#include <cstring>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdexcept>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

namespace nucleus::testing {

namespace {

std::string value_of(const std::string& dsn, const std::string& key, const std::string& otherwise) {
    const auto at = (" " + dsn).find(" " + key + "=");
    if (at == std::string::npos) return otherwise;
    const auto begin = at + key.size() + 1;
    return dsn.substr(begin, dsn.find(' ', begin) - begin);
}

template <class Address> int connected(int kind, const Address& to) {
    const int s = ::socket(kind, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (::connect(s, reinterpret_cast<const sockaddr*>(&to), sizeof to) == 0) return s;
    ::close(s);
    return -1;
}

int connect_to(const std::string& path) {
    sockaddr_un to{};
    to.sun_family = AF_UNIX;
    std::strncpy(to.sun_path, path.c_str(), sizeof to.sun_path - 1);
    return connected(AF_UNIX, to);
}

bool send_all(int to, std::string_view text) {
    while (!text.empty()) {
        const auto sent = ::send(to, text.data(), text.size(), MSG_NOSIGNAL);
        if (sent <= 0) return false;
        text.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
}

std::string received(int from) {
    std::array<char, 65536> buffer{};
    const auto got = ::recv(from, buffer.data(), buffer.size(), 0);
    return got > 0 ? std::string{buffer.data(), static_cast<std::size_t>(got)} : std::string{};
}

}

database_gate::database_gate(std::string dsn)
    : dsn_{std::move(dsn)}
    , socket_{value_of(dsn_, "host", "") + "/.s.PGSQL." + value_of(dsn_, "port", "5432")} {
    listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in here{};
    here.sin_family = AF_INET;
    here.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof here;
    if (::bind(listener_, reinterpret_cast<const sockaddr*>(&here), size) != 0 ||
        ::listen(listener_, 64) != 0 ||
        ::getsockname(listener_, reinterpret_cast<sockaddr*>(&here), &size) != 0 ||
        ::pipe(wake_) != 0)
        throw std::runtime_error("the gate cannot listen");
    port_ = ntohs(here.sin_port);
    thread_ = std::thread{[this] { run(); }};
}

database_gate::~database_gate() {
    stop_ = true;
    (void)!::write(wake_[1], "x", 1);
    thread_.join();
    for (auto& l : links_) shut(l);
    for (const int fd : {listener_, wake_[0], wake_[1]}) ::close(fd);
}

std::string database_gate::dsn() const {
    return "host=127.0.0.1 port=" + std::to_string(port_) +
           " user=" + value_of(dsn_, "user", "postgres") +
           " dbname=" + value_of(dsn_, "dbname", "postgres") +
           " sslmode=disable gssencmode=disable";
}

void database_gate::arm(int n, std::function<void()> strike) {
    const std::lock_guard lock{guard_};
    struck_ = false;
    strike_ = std::move(strike);
    left_ = n;
}

void database_gate::shut(link& l) {
    ::close(l.client);
    ::close(l.server);
}

void database_gate::admit() {
    const int client = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    if (client < 0) return;
    const int at_once = 1;
    ::setsockopt(client, IPPROTO_TCP, TCP_NODELAY, &at_once, sizeof at_once);
    const int server = connect_to(socket_);
    if (server < 0)
        ::close(client);
    else
        links_.push_back({client, server});
}

bool database_gate::pass_question(link& l) {
    const auto text = received(l.client);
    if (text.empty()) return false;
    l.listens = l.listens || text.find("LISTEN ") != std::string::npos;
    if (!l.listens) {
        const std::lock_guard lock{guard_};
        if (left_ > 0 && --left_ == 0) l.doomed = true;
    }
    return send_all(l.server, text);
}

bool database_gate::pass_answer(link& l) {
    const auto text = received(l.server);
    if (l.doomed) {
        const std::lock_guard lock{guard_};
        strike_();
        struck_ = true;
        return false;
    }
    return !text.empty() && send_all(l.client, text);
}

void database_gate::run() {
    constexpr short some = POLLIN | POLLHUP | POLLERR;
    while (!stop_) {
        std::vector<pollfd> all{{wake_[0], POLLIN, 0}, {listener_, POLLIN, 0}};
        for (const auto& l : links_)
            all.insert(all.end(), {{l.client, POLLIN, 0}, {l.server, POLLIN, 0}});
        if (::poll(all.data(), all.size(), -1) < 0) continue;
        std::vector<link> staying;
        for (std::size_t i = 0; i < links_.size(); ++i) {
            auto& l = links_[i];
            bool stays = true;
            if ((all[2 * i + 2].revents & some) != 0) stays = pass_question(l);
            if (stays && (all[2 * i + 3].revents & some) != 0) stays = pass_answer(l);
            if (stays)
                staying.push_back(l);
            else
                shut(l);
        }
        links_ = std::move(staying);
        if ((all[1].revents & some) != 0) admit();
    }
}

}
