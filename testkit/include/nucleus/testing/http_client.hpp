// A small blocking HTTP/1.1 client for black-box tests: keep-alive, cookies, JSON.
#pragma once
#include <boost/json/value.hpp>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace nucleus::testing {

using header_list = std::vector<std::pair<std::string, std::string>>;

struct answer {
    int status = 0;
    header_list headers;
    std::string body;

    [[nodiscard]] std::string header(std::string_view name) const; ///< first of that name, or empty
    [[nodiscard]] std::vector<std::string> all(std::string_view name) const;
    [[nodiscard]] boost::json::value json() const; ///< throws when the body is not JSON
    [[nodiscard]] std::string code() const;        ///< `code` of a failure, or empty
    /// A value by JSON Pointer, e.g. at("/data/items/0/id"); null when absent.
    [[nodiscard]] boost::json::value at(std::string_view pointer) const;
    [[nodiscard]] std::string text(std::string_view pointer) const; ///< a string by pointer
};

/// One user agent: a connection, a cookie jar, an optional bearer token. Not thread-safe.
class http_client {
public:
    explicit http_client(std::uint16_t port, std::string host = "127.0.0.1");
    ~http_client();
    http_client(http_client&&) noexcept;

    answer get(std::string_view target, header_list headers = {});
    answer del(std::string_view target, header_list headers = {});
    answer post(std::string_view target, std::string_view json, header_list headers = {});
    answer put(std::string_view target, std::string_view json, header_list headers = {});
    answer patch(std::string_view target, std::string_view json, header_list headers = {});
    /// Sends as told; a Content-Type of application/json is added when `body` is not empty.
    answer send(std::string_view method, std::string_view target, std::string_view body,
                header_list headers = {});
    /// Raw bytes on a fresh connection; what came back until close or `seconds` passed.
    static std::string raw(std::uint16_t port, std::string_view bytes, double seconds = 2);

    std::string bearer; ///< sent as Authorization when not empty
    std::map<std::string, std::string>
        cookies; ///< updated from Set-Cookie; sent when `use_cookies`
    bool use_cookies = true;

    /// Called with each exchange: (method, target, answer). For tests that hold answers
    /// against something, e.g. the server's OpenAPI document.
    void (*observer)(void* context, std::string_view method, std::string_view target,
                     const answer&) = nullptr;
    void* observer_context = nullptr;

private:
    struct connection;
    std::unique_ptr<connection> connection_;
    std::uint16_t port_;
    std::string host_;
};

}
