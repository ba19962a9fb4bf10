#include "http/tls_transport.hpp"
#include <algorithm>
#include <array>
#include <climits>
#include <csignal>
#include <new>
#include <openssl/err.h>
#include <stdexcept>
#include <string>

namespace nucleus::http {

namespace {

[[noreturn]] void refuse(const std::string& what) {
    std::array<char, 256> reason{};
    ERR_error_string_n(ERR_get_error(), reason.data(), reason.size());
    ERR_clear_error();
    throw std::runtime_error("server.tls: " + what + ": " + reason.data());
}

/// We speak HTTP/1.1 only; a client that insists on something else is let go.
int choose_protocol(SSL*, const unsigned char** out, unsigned char* size,
                    const unsigned char* offered, unsigned offered_size, void*) {
    static constexpr unsigned char ours[] = {8, 'h', 't', 't', 'p', '/', '1', '.', '1'};
    unsigned char* chosen = nullptr;
    if (SSL_select_next_proto(&chosen, size, ours, sizeof ours, offered, offered_size) !=
        OPENSSL_NPN_NEGOTIATED)
        return SSL_TLSEXT_ERR_ALERT_FATAL;
    *out = chosen;
    return SSL_TLSEXT_ERR_OK;
}

class tls_transport final : public transport {
public:
    tls_transport(SSL_CTX* context, int fd)
        : transport{fd}
        , ssl_{SSL_new(context)} {
        if (!ssl_ || SSL_set_fd(ssl_.get(), fd) != 1) throw std::bad_alloc{};
        SSL_set_accept_state(ssl_.get());
    }

    io_result read(char* into, std::size_t size) override {
        ERR_clear_error();
        const bool met = SSL_is_init_finished(ssl_.get()) == 1;
        const auto got = judge(
            SSL_read(ssl_.get(), into, static_cast<int>(std::min<std::size_t>(size, INT_MAX))));
        const bool just_met = !met && SSL_is_init_finished(ssl_.get()) == 1;
        midway_ = got.outcome != io::done && !just_met;
        return got;
    }
    io_result write(const char* from, std::size_t size) override {
        ERR_clear_error();
        return judge(
            SSL_write(ssl_.get(), from, static_cast<int>(std::min<std::size_t>(size, INT_MAX))));
    }
    [[nodiscard]] bool pending() const override { return SSL_pending(ssl_.get()) > 0; }
    [[nodiscard]] bool secure() const override { return true; }
    [[nodiscard]] bool midway() const override { return midway_; }
    void finish_sending() override {
        ERR_clear_error();
        if (SSL_is_init_finished(ssl_.get()))
            SSL_shutdown(ssl_.get()); // close_notify: the answer was not cut off
        transport::finish_sending();
    }

private:
    io_result judge(int n) {
        if (n > 0) return {io::done, static_cast<std::size_t>(n)};
        switch (SSL_get_error(ssl_.get(), n)) {
        case SSL_ERROR_WANT_READ: return {io::want_read};
        case SSL_ERROR_WANT_WRITE: return {io::want_write};
        default: return {io::closed};
        }
    }
    struct free_ssl {
        void operator()(SSL* s) const { SSL_free(s); }
    };
    std::unique_ptr<SSL, free_ssl> ssl_;
    bool midway_ = false; // OpenSSL does not tell of a part of a record
};

}

tls_identity::tls_identity(const config::tls_config& files)
    : context_{SSL_CTX_new(TLS_server_method())} {
    auto* const c = context_.get();
    std::signal(SIGPIPE, SIG_IGN); // OpenSSL writes without MSG_NOSIGNAL
    if (c == nullptr) refuse("no TLS context");
    SSL_CTX_set_min_proto_version(c, TLS1_2_VERSION);
    SSL_CTX_set_options(c, SSL_OP_NO_RENEGOTIATION | SSL_OP_CIPHER_SERVER_PREFERENCE |
                               SSL_OP_NO_COMPRESSION);
    // Idle connections give their buffers back; partial writes as with a plain socket.
    SSL_CTX_set_mode(c, SSL_MODE_RELEASE_BUFFERS | SSL_MODE_ENABLE_PARTIAL_WRITE |
                            SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
    SSL_CTX_set_alpn_select_cb(c, &choose_protocol, nullptr);
    if (SSL_CTX_use_certificate_chain_file(c, files.certificate.c_str()) != 1)
        refuse("cannot read the certificate chain " + files.certificate);
    if (SSL_CTX_use_PrivateKey_file(c, files.key.c_str(), SSL_FILETYPE_PEM) != 1)
        refuse("cannot read the private key " + files.key);
    if (SSL_CTX_check_private_key(c) != 1)
        refuse("the key " + files.key + " does not belong to the certificate");
}

std::unique_ptr<transport> tls_identity::wrap(int fd) const {
    return std::make_unique<tls_transport>(context_.get(), fd);
}

}
