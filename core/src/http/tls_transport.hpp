// TLS over a non-blocking socket, by OpenSSL.
#pragma once
#include "config/sections.hpp"
#include "http/transport.hpp"
#include <memory>
#include <openssl/ssl.h>

namespace nucleus::http {

/// Certificate and key, loaded once; shared by all connections. TLS 1.2 and 1.3, ALPN http/1.1.
class tls_identity {
public:
    /// Throws std::runtime_error naming the file and what is wrong with it.
    explicit tls_identity(const config::tls_config& files);
    /// `fd` is connected; the handshake happens within the first reads and writes.
    [[nodiscard]] std::unique_ptr<transport> wrap(int fd) const;

private:
    struct free_context {
        void operator()(SSL_CTX* c) const { SSL_CTX_free(c); }
    };
    std::unique_ptr<SSL_CTX, free_context> context_;
};

}
