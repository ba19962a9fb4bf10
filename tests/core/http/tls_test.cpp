// The server speaking TLS by itself, with a certificate made for the occasion.
#include "test_site.hpp"
#include <catch2/catch_test_macros.hpp>
#include <cstdio>
#include <nucleus/testing/temp_folder.hpp>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <sys/socket.h>

using namespace nucleus::testing;
using namespace std::chrono_literals;

namespace {

/// A self-signed certificate and its key as PEM files.
nucleus::config::tls_config make_identity(const std::string& folder) {
    nucleus::config::tls_config files{folder + "/cert.pem", folder + "/key.pem"};
    EVP_PKEY* key = EVP_EC_gen("P-256");
    X509* cert = X509_new();
    ASN1_INTEGER_set(X509_get_serialNumber(cert), 1);
    X509_gmtime_adj(X509_getm_notBefore(cert), -60);
    X509_gmtime_adj(X509_getm_notAfter(cert), 3600);
    X509_set_pubkey(cert, key);
    auto* name = X509_get_subject_name(cert);
    X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC,
                               reinterpret_cast<const unsigned char*>("localhost"), -1, -1, 0);
    X509_set_issuer_name(cert, name);
    X509_sign(cert, key, EVP_sha256());
    std::FILE* out = std::fopen(files.certificate.c_str(), "w");
    PEM_write_X509(out, cert);
    std::fclose(out);
    out = std::fopen(files.key.c_str(), "w");
    PEM_write_PrivateKey(out, key, nullptr, nullptr, 0, nullptr, nullptr);
    std::fclose(out);
    X509_free(cert);
    EVP_PKEY_free(key);
    return files;
}

struct tls_client {
    explicit tls_client(int port)
        : raw{port}
        , context{SSL_CTX_new(TLS_client_method())}
        , ssl{SSL_new(context)} {
        SSL_set_fd(ssl, raw.fd());
        connected = SSL_connect(ssl) == 1;
    }
    ~tls_client() {
        SSL_free(ssl);
        SSL_CTX_free(context);
    }
    std::string exchange(std::string_view request, std::size_t at_least) {
        SSL_write(ssl, request.data(), static_cast<int>(request.size()));
        std::string got;
        char piece[16384];
        while (got.size() < at_least) {
            const int n = SSL_read(ssl, piece, sizeof piece);
            if (n <= 0) break;
            got.append(piece, static_cast<std::size_t>(n));
        }
        return got;
    }
    raw_client raw;
    SSL_CTX* context;
    SSL* ssl;
    bool connected = false;
};

}

TEST_CASE("TLS: keep-alive, large bodies both ways, HSTS") {
    temp_folder folder;
    auto config = std::make_shared<fixed_config>();
    config->server.tls = make_identity(folder.path().string());
    test_site site{config};
    tls_client c{site.port()};
    REQUIRE(c.connected);
    for (int i = 0; i < 3; ++i) {
        const auto a = c.exchange("GET /plain HTTP/1.1\r\nHost: a\r\n\r\n", 100);
        CHECK(status_of(a) == 200);
        CHECK(header_of(a, "Strict-Transport-Security").starts_with("max-age="));
    }
    const std::string body(1'000'000, 'z');
    const auto a = c.exchange(
        "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n\r\n" + body, 1'000'200);
    CHECK(body_of(a) == body);
}

TEST_CASE(
    "TLS: plain text on the TLS port is closed, and a slow handshake does not disturb others") {
    temp_folder folder;
    auto config = std::make_shared<fixed_config>();
    config->server.tls = make_identity(folder.path().string());
    test_site site{config};
    raw_client plain{site.port()}, silent{site.port()};
    silent.send("\x16\x03\x01");
    plain.send("GET /plain HTTP/1.1\r\nHost: a\r\n\r\n");
    CHECK(plain.rest(2000ms).find("HTTP/1.1") == std::string::npos);
    tls_client c{site.port()};
    CHECK(c.connected);
}

TEST_CASE("TLS: who sends a handshake or a record bit by bit has as long as a head may take") {
    temp_folder folder;
    auto config = std::make_shared<fixed_config>();
    config->server.tls = make_identity(folder.path().string());
    config->server.timeouts.header = 500ms;
    test_site site{config};
    const auto sends = [](raw_client& c, std::string_view bytes) {
        for (const char b : bytes) {
            std::this_thread::sleep_for(100ms);
            if (::send(c.fd(), &b, 1, MSG_NOSIGNAL) != 1) return false;
        }
        return true;
    };
    raw_client hello{site.port()};
    CHECK_FALSE(sends(hello, "\x16\x03\x01\x02" + std::string(40, 'h')));
    tls_client c{site.port()};
    REQUIRE(c.connected);
    CHECK_FALSE(sends(c.raw, "\x17\x03\x03\x10" + std::string(40, 'r')));
    tls_client idle{site.port()}; // one that has said nothing yet is only idle
    std::this_thread::sleep_for(1200ms);
    CHECK(status_of(idle.exchange("GET /plain HTTP/1.1\r\nHost: a\r\n\r\n", 100)) == 200);
}

TEST_CASE("TLS: a missing certificate is named") {
    auto config = std::make_shared<fixed_config>();
    config->server.tls =
        nucleus::config::tls_config{"/nonexistent/cert.pem", "/nonexistent/key.pem"};
    try {
        test_site site{config};
        FAIL("it must not start");
    } catch (const std::runtime_error& e) {
        CHECK(std::string_view{e.what()}.find("/nonexistent/cert.pem") != std::string_view::npos);
    }
}
