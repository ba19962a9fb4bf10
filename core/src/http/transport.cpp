#include "http/transport.hpp"
#include <cerrno>
#include <poll.h>
#include <sys/socket.h>

namespace nucleus::http {

transport::~transport() = default;

io_result transport::read(char* into, std::size_t size) {
    for (;;) {
        const auto n = ::recv(fd_, into, size, MSG_DONTWAIT);
        if (n > 0) return {io::done, static_cast<std::size_t>(n)};
        if (n == 0) return {io::closed};
        if (errno == EAGAIN || errno == EWOULDBLOCK) return {io::want_read};
        if (errno != EINTR) return {io::closed};
    }
}

io_result transport::write(const char* from, std::size_t size) {
    for (;;) {
        const auto n = ::send(fd_, from, size, MSG_DONTWAIT | MSG_NOSIGNAL);
        if (n >= 0) return {io::done, static_cast<std::size_t>(n)};
        if (errno == EAGAIN || errno == EWOULDBLOCK) return {io::want_write};
        if (errno != EINTR) return {io::closed};
    }
}

void transport::finish_sending() { ::shutdown(fd_, SHUT_WR); }

bool transport::peer_closed() const {
    pollfd p{fd_, POLLRDHUP, 0};
    return ::poll(&p, 1, 0) > 0 && (p.revents & (POLLRDHUP | POLLHUP | POLLERR)) != 0;
}

}
