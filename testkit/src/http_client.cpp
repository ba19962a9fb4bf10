#include <algorithm>
#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>
#include <boost/json.hpp>
#include <chrono>
#include <nucleus/testing/http_client.hpp>
#include <poll.h>

namespace nucleus::testing {

namespace asio = boost::asio;
namespace beast = boost::beast;
using asio::ip::tcp;

struct http_client::connection {
    asio::io_context io;
    tcp::socket socket{io};
    beast::flat_buffer buffer;
};

std::string answer::header(std::string_view name) const {
    for (const auto& [n, v] : headers)
        if (beast::iequals(n, name)) return v;
    return {};
}
std::vector<std::string> answer::all(std::string_view name) const {
    std::vector<std::string> found;
    for (const auto& [n, v] : headers)
        if (beast::iequals(n, name)) found.push_back(v);
    return found;
}
boost::json::value answer::json() const { return boost::json::parse(body); }
std::string answer::code() const { return text("/code"); }
boost::json::value answer::at(std::string_view pointer) const {
    boost::system::error_code error;
    auto document = boost::json::parse(body, error);
    if (error) return nullptr;
    const auto* found = document.find_pointer(pointer, error);
    return found ? *found : boost::json::value(nullptr); // braces would make an array of it
}
std::string answer::text(std::string_view pointer) const {
    const auto value = at(pointer);
    return value.is_string() ? std::string{value.get_string()} : std::string{};
}

http_client::http_client(std::uint16_t port, std::string host)
    : port_{port}
    , host_{std::move(host)} {}
http_client::~http_client() = default;
http_client::http_client(http_client&&) noexcept = default;

answer http_client::get(std::string_view target, header_list headers) {
    return send("GET", target, {}, std::move(headers));
}
answer http_client::del(std::string_view target, header_list headers) {
    return send("DELETE", target, {}, std::move(headers));
}
answer http_client::post(std::string_view target, std::string_view json, header_list headers) {
    return send("POST", target, json, std::move(headers));
}
answer http_client::put(std::string_view target, std::string_view json, header_list headers) {
    return send("PUT", target, json, std::move(headers));
}
answer http_client::patch(std::string_view target, std::string_view json, header_list headers) {
    return send("PATCH", target, json, std::move(headers));
}

namespace {

beast::http::request<beast::http::string_body> make_request(std::string_view method,
                                                            std::string_view target,
                                                            std::string_view body,
                                                            const header_list& headers) {
    beast::http::request<beast::http::string_body> request;
    request.method_string(method);
    request.target(target);
    request.version(11);
    request.set("Host", "localhost");
    if (!body.empty()) request.set("Content-Type", "application/json");
    for (auto h = headers.begin(); h != headers.end(); ++h) {
        const bool again = std::any_of(headers.begin(), h, [&](const auto& before) {
            return before.first == h->first; // said twice, it is sent twice
        });
        if (again)
            request.insert(h->first, h->second);
        else
            request.set(h->first, h->second);
    }
    request.body() = body;
    if (!body.empty() || method == "POST" || method == "PUT" || method == "PATCH")
        request.prepare_payload();
    return request;
}

void keep_cookies(const answer& a, std::map<std::string, std::string>& jar) {
    for (const auto& line : a.all("Set-Cookie")) {
        const auto equals = line.find('=');
        const auto end = line.find(';');
        const auto name = line.substr(0, equals);
        const auto value = line.substr(equals + 1, end - equals - 1);
        if (value.empty() || line.find("Max-Age=0") != std::string::npos)
            jar.erase(name);
        else
            jar[name] = value;
    }
}

}

answer http_client::send(std::string_view method, std::string_view target, std::string_view body,
                         header_list headers) {
    auto request = make_request(method, target, body, headers);
    if (!bearer.empty() && request.find("Authorization") == request.end())
        request.set("Authorization", "Bearer " + bearer);
    if (use_cookies && !cookies.empty() && request.find("Cookie") == request.end()) {
        std::string line;
        for (const auto& [name, value] : cookies)
            line += (line.empty() ? "" : "; ") + name + "=" + value;
        request.set("Cookie", line);
    }
    beast::http::response<beast::http::string_body> response;
    for (int attempt = 0;; ++attempt) {
        const bool fresh = !connection_;
        try {
            if (!connection_) {
                connection_ = std::make_unique<connection>();
                connection_->socket.connect({asio::ip::make_address(host_), port_});
                connection_->socket.set_option(tcp::no_delay{true});
            }
            beast::http::write(connection_->socket, request);
            beast::http::response_parser<beast::http::string_body> parser;
            parser.body_limit(boost::none);
            parser.skip(method == "HEAD");
            beast::http::read(connection_->socket, connection_->buffer, parser);
            response = parser.release();
            break;
        } catch (const boost::system::system_error&) {
            connection_.reset();
            if (fresh || attempt > 0)
                throw; // a kept-alive connection may have been closed meanwhile
        }
    }
    if (!response.keep_alive()) connection_.reset();
    answer a;
    a.status = static_cast<int>(response.result_int());
    for (const auto& field : response) a.headers.emplace_back(field.name_string(), field.value());
    a.body = std::move(response.body());
    keep_cookies(a, cookies);
    if (observer) observer(observer_context, method, target, a);
    return a;
}

std::string http_client::raw(std::uint16_t port, std::string_view bytes, double seconds) {
    asio::io_context io;
    tcp::socket socket{io};
    socket.connect({asio::ip::make_address("127.0.0.1"), port});
    boost::system::error_code ignored;
    asio::write(socket, asio::buffer(bytes), ignored);
    std::string got;
    const auto until = std::chrono::steady_clock::now() + std::chrono::duration<double>(seconds);
    for (;;) {
        const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(
            until - std::chrono::steady_clock::now());
        pollfd fd{socket.native_handle(), POLLIN, 0};
        if (left.count() <= 0 || ::poll(&fd, 1, static_cast<int>(left.count())) <= 0) return got;
        char piece[4096];
        const auto n = socket.read_some(asio::buffer(piece), ignored);
        if (ignored || n == 0) return got;
        got.append(piece, n);
    }
}

}
