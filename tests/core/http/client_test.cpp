// Requests to servers that behave, and to such that do not.
#include "http/client/base_url.hpp"
#include "lone_worker.hpp"
#include "test_site.hpp"
#include <boost/asio/buffer.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/write.hpp>
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <nucleus/http/client.hpp>
#include <nucleus/testing/run.hpp>
#include <nucleus/testing/temp_folder.hpp>

using namespace nucleus;
using namespace nucleus::testing;
using namespace std::chrono_literals;
using Catch::Matchers::ContainsSubstring;

namespace {

namespace asio = boost::asio;
using tcp = asio::ip::tcp;

/// Plays its script with every connection, one after the other, on a thread of its own.
class scripted_server {
public:
    using script = std::function<void(tcp::socket&, int nth)>;
    explicit scripted_server(script play)
        : thread_{[this, play = std::move(play)] { run(play); }} {}
    ~scripted_server() {
        over_ = true;
        boost::system::error_code ignored;
        tcp::socket wake{io_};
        wake.connect(acceptor_.local_endpoint(), ignored);
        thread_.join();
    }
    [[nodiscard]] std::string url() const {
        return "http://127.0.0.1:" + std::to_string(acceptor_.local_endpoint().port());
    }
    /// A head; its bytes.
    static std::string read_head(tcp::socket& s) {
        std::string head;
        boost::system::error_code gone;
        asio::read_until(s, asio::dynamic_buffer(head), "\r\n\r\n", gone);
        return head;
    }
    static void say(tcp::socket& s, const std::string& text) {
        boost::system::error_code gone;
        asio::write(s, asio::buffer(text), gone);
    }
    static void wait_for_close(tcp::socket& s) {
        char byte = 0;
        boost::system::error_code gone;
        while (!gone) s.read_some(asio::buffer(&byte, 1), gone);
    }

private:
    void run(const script& play) {
        for (int n = 0;; ++n) {
            tcp::socket s{io_};
            acceptor_.accept(s);
            if (over_) return;
            play(s, n);
        }
    }
    asio::io_context io_;
    tcp::acceptor acceptor_{io_, {asio::ip::address_v4::loopback(), 0}};
    std::atomic<bool> over_{false};
    std::thread thread_;
};

const std::string hello = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello";

struct caller {
    explicit caller(const std::string& url)
        : client{url, one} {}
    ~caller() { run(io, client.close()); }
    http::client_answer get(const std::string& target = "/", steady::duration limit = 20s) {
        return run(io, client.send(0, {http::method::get, target}, steady::now() + limit));
    }
    http::client_answer post(http::client_request r) {
        r.verb = http::method::post;
        return run(io, client.send(0, std::move(r), steady::now() + 20s));
    }
    asio::io_context io;
    lone_worker one;
    http::client client;
};

}

TEST_CASE("a server of ours is asked, twice over one connection") {
    test_site site;
    caller c{"http://127.0.0.1:" + std::to_string(site.port())};
    CHECK(c.get("/plain").status == 200);
    CHECK(c.get("/plain").status == 200);
    CHECK(c.get("/nowhere").status == 404);
    const auto echoed = c.post({.target = "/echo", .body = R"({"a":1})"});
    CHECK(echoed.status == 200);
    CHECK(echoed.body == R"({"a":1})");
}

TEST_CASE("a request says what it was given, and goes where the base says") {
    std::string head;
    scripted_server server{[&](tcp::socket& s, int) {
        head = scripted_server::read_head(s);
        scripted_server::say(s, hello);
    }};
    caller c{server.url() + "/prefix/"};
    const auto a = c.post({.target = "/a?b=c", .headers = {{"X-One", "1"}}, .body = "{}"});
    CHECK(a.body == "hello");
    CHECK_THAT(head, ContainsSubstring("POST /prefix/a?b=c HTTP/1.1\r\n"));
    CHECK_THAT(head, ContainsSubstring("X-One: 1\r\n"));
    CHECK_THAT(head, ContainsSubstring("Content-Length: 2\r\n"));
    CHECK_THAT(head, ContainsSubstring("Host: " + server.url().substr(7) + "\r\n"));
}

TEST_CASE("a kept connection that died is replaced where that does no harm") {
    const bool repeatable = GENERATE(true, false);
    std::atomic<int> connections{0};
    scripted_server server{[&](tcp::socket& s, int) {
        ++connections;
        scripted_server::read_head(s);
        scripted_server::say(s, hello); // and closes, though it did not say so
    }};
    caller c{server.url()};
    CHECK(c.get().status == 200);
    const auto again = [&] {
        return c.post({.target = "/", .body = "{}", .repeatable = repeatable});
    };
    if (repeatable)
        CHECK(again().status == 200);
    else
        CHECK_THROWS_AS(again(), http::unreachable);
    CHECK(c.get().status == 200);
    CHECK(connections >= 2);
}

TEST_CASE("what comes before the answer is read past, and what comes after it is nobody's") {
    std::atomic<int> connections{0};
    scripted_server server{[&](tcp::socket& s, int) {
        ++connections;
        scripted_server::read_head(s);
        scripted_server::say(s, "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" + hello +
                                    "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nfalse");
        scripted_server::wait_for_close(s);
    }};
    caller c{server.url()};
    CHECK(c.get().body == "hello");
    CHECK(c.get().body == "hello");
    CHECK(connections == 2);
}

TEST_CASE("no answer is told with the reason, and in time") {
    struct one {
        const char* what;
        scripted_server::script play;
    };
    const auto play = GENERATE(values<one>(
        {{"silence", [](tcp::socket& s, int) { scripted_server::wait_for_close(s); }},
         {"a head without end",
          [](tcp::socket& s, int) {
              scripted_server::say(s, "HTTP/1.1 200 OK\r\nX: ");
              scripted_server::wait_for_close(s);
          }},
         {"garbage", [](tcp::socket& s, int) { scripted_server::say(s, "garbage\r\n\r\n"); }},
         {"half a body",
          [](tcp::socket& s, int) {
              scripted_server::say(s, "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf");
          }},
         {"two megabytes",
          [](tcp::socket& s, int) {
              scripted_server::say(s, "HTTP/1.1 200 OK\r\nContent-Length: 2000000\r\n\r\n" +
                                          std::string(2'000'000, 'x'));
              scripted_server::wait_for_close(s);
          }},
         {"nothing at all", [](tcp::socket&, int) {}}}));
    CAPTURE(play.what);
    scripted_server server{play.play};
    caller c{server.url()};
    CHECK_THROWS_AS(c.get("/", 500ms), http::unreachable);
}

TEST_CASE("a server that is not there is named") {
    std::string url;
    {
        scripted_server gone{[](tcp::socket&, int) {}};
        url = gone.url();
    }
    caller c{url};
    CHECK_THROWS_WITH(c.get(), ContainsSubstring(url.substr(7)));
    caller nobody{"http://no-such-host.invalid"};
    CHECK_THROWS_WITH(nobody.get("/", 3s), ContainsSubstring("no-such-host.invalid"));
}

TEST_CASE("a URL that will not do is refused") {
    const auto* url = GENERATE("", "idp", "//idp", "ftp://idp", "http://", "http://u@idp",
                               "http://u:p@idp", "http://idp?a", "http://idp#a", "http://idp:0",
                               "http://idp:65536", "http://idp:x", "http://a b");
    CAPTURE(url);
    CHECK_THROWS_AS(http::check_client_base(url), std::invalid_argument);
}

TEST_CASE("a URL is taken apart") {
    const auto plain = http::read_base_url("http://idp.example.com");
    CHECK_FALSE(plain.tls);
    CHECK(plain.host == "idp.example.com");
    CHECK(plain.port == "80");
    CHECK(plain.authority == "idp.example.com");
    CHECK(plain.prefix.empty());
    const auto full = http::read_base_url("https://[::1]:8443/a/b/");
    CHECK(full.tls);
    CHECK(full.host == "::1");
    CHECK(full.port == "8443");
    CHECK(full.authority == "[::1]:8443");
    CHECK(full.prefix == "/a/b");
    CHECK(http::read_base_url("https://idp").port == "443");
}
