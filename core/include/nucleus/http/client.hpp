// Requests to another server: HTTP/1.1 (RFC 9112), over TLS when its URL says https.
#pragma once
#include <memory>
#include <nucleus/clock.hpp>
#include <nucleus/http/message.hpp>
#include <nucleus/workers.hpp>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace nucleus::http {

struct client_request {
    method verb = method::get;
    std::string target; ///< path and query, below the client's base
    std::vector<std::pair<std::string, std::string>> headers{}; ///< without CR, LF, NUL
    std::string body{};                                         ///< JSON, when not empty
    /// It does no harm twice: when a connection that was kept proves dead, it is sent again.
    bool repeatable = false;
};

struct client_answer {
    int status = 0;
    std::string body;
};

/// There was no answer; what() says why, for the log: it names the server, and nothing of the
/// request.
class unreachable : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
    ~unreachable() override; // key function in core: one type identity for every plugin
};

/// Of one other server. Keeps a few connections on each worker for the next request. Certificates
/// are held against the host's name and the system's authorities (or SSL_CERT_FILE); redirects are
/// not followed; an answer of more than 1 MiB is none.
class client {
public:
    /// `base`: "https://accounts.example.com", with a path if need be. Throws
    /// std::invalid_argument for what is no such URL, or has a user, a query or a fragment.
    client(std::string_view base, workers& w);
    ~client();
    client(const client&) = delete;
    client& operator=(const client&) = delete;

    /// The answer, whatever its status; throws `unreachable` when there was none by `deadline`.
    /// From a coroutine that runs on `worker`.
    task<client_answer> send(std::size_t worker, client_request r, steady::time_point deadline);
    /// Lets all connections go. To be awaited in plugin::stop() at the latest: they must not
    /// outlive the workers.
    task<void> close();

private:
    struct state;
    std::unique_ptr<state> state_;
};

/// Throws what client's constructor would.
void check_client_base(std::string_view base);

}
