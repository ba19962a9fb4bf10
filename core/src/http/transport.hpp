// The bytes of one socket, without waiting: plain here, TLS in tls_transport.
#pragma once
#include <cstddef>
#include <cstdint>

namespace nucleus::http {

enum class io : std::uint8_t { done, want_read, want_write, closed };
struct io_result {
    io outcome;
    std::size_t bytes = 0;
};

/// Non-blocking; the caller owns the descriptor and waits for readiness as told.
class transport {
public:
    explicit transport(int fd)
        : fd_{fd} {}
    virtual ~transport();
    virtual io_result read(char* into, std::size_t size);
    virtual io_result write(const char* from, std::size_t size);
    /// True when read() may have bytes that the socket no longer announces.
    [[nodiscard]] virtual bool pending() const { return false; }
    virtual void finish_sending();
    [[nodiscard]] virtual bool secure() const { return false; }
    /// True when what arrived last was only a part of something: of a handshake, of a record.
    [[nodiscard]] virtual bool midway() const { return false; }
    /// True when the peer has closed its side (asks the kernel; rarely called).
    [[nodiscard]] bool peer_closed() const;

protected:
    int fd_;
};

}
