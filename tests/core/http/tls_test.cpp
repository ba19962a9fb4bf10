// The server speaking TLS by itself, with a certificate made for the occasion.
#include "lone_worker.hpp"
#include "test_site.hpp"
#include "tls_identity.hpp"
#include <catch2/catch_test_macros.hpp>
#include <nucleus/http/client.hpp>
#include <nucleus/testing/run.hpp>
#include <nucleus/testing/temp_folder.hpp>
#include <openssl/ssl.h>
#include <sys/socket.h>

using namespace nucleus::testing;
using namespace std::chrono_literals;

namespace {

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

/// The status of GET /plain, or why there was none.
std::string ask_once(const std::string& url) {
    boost::asio::io_context io;
    lone_worker one;
    nucleus::http::client c{url, one};
    std::string got;
    try {
        const auto a = run(
            io, c.send(0, {nucleus::http::method::get, "/plain"}, nucleus::steady::now() + 20s));
        got = std::to_string(a.status);
    } catch (const nucleus::http::unreachable& e) {
        got = e.what();
    }
    run(io, c.close());
    return got;
}

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

TEST_CASE("TLS: a client trusts the authorities that it is told of, and only the right name") {
    temp_folder folder, empty;
    auto config = std::make_shared<fixed_config>();
    config->server.tls = make_identity(folder.path().string());
    test_site site{config};
    const auto ask = [&](const std::string& host) {
        return ask_once("https://" + host + ":" + std::to_string(site.port()));
    };
    const auto* before = std::getenv("SSL_CERT_FILE");
    const std::string kept = before ? before : "";
    ::setenv("SSL_CERT_FILE", config->server.tls->certificate.c_str(), 1);
    CHECK(ask("localhost") == "200");
    CHECK(ask("127.0.0.1").find("certificate verify failed") != std::string::npos);
    ::setenv("SSL_CERT_FILE", (empty.path() / "none.pem").c_str(), 1);
    CHECK(ask("localhost").find("certificate verify failed") != std::string::npos);
    if (before)
        ::setenv("SSL_CERT_FILE", kept.c_str(), 1);
    else
        ::unsetenv("SSL_CERT_FILE");
}
