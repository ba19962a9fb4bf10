// The HTTP server: from listening sockets to the catalog's handlers.
#pragma once
#include <boost/asio/io_context.hpp>
#include <chrono>
#include <functional>
#include <memory>
#include <nucleus/async/task.hpp>
#include <nucleus/catalog.hpp>
#include <nucleus/config/snapshot.hpp>
#include <nucleus/metrics.hpp>
#include <nucleus/services.hpp>
#include <string>
#include <vector>

namespace nucleus::pg {
class database;
}

namespace nucleus::http {

/// What the server needs; all of it outlives the server.
struct server_parts {
    const nucleus::catalog* catalog = nullptr;
    config_view config;
    nucleus::services* services = nullptr; ///< asked once, for `identity`; may lack it
    metrics::registry* metrics = nullptr;
    std::vector<boost::asio::io_context*> workers; ///< one thread each, run by the caller
    std::vector<pg::database*> databases;          ///< per worker; may be empty
    boost::asio::io_context* control = nullptr;    ///< acceptors run here
    std::function<bool()> ready;                   ///< for /readyz; any thread
    std::function<std::string()> openapi;          ///< the text of GET /openapi.json
};

/// Called on the control thread. Destroy it once drained, or once the workers have stopped.
class server {
public:
    explicit server(server_parts parts);
    ~server();
    server(const server&) = delete;
    server& operator=(const server&) = delete;

    /// Accepts from a socket that listens already (duplicated; the caller keeps its own) and deals
    /// connections to the workers in turn. The admin listener serves health and metrics only.
    void listen(int listening_fd, bool admin);
    /// Applies limits, timeouts, CORS, proxies and rate limits: each worker takes them over between
    /// two requests.
    void reconfigure(config_view config);
    /// Readiness is false at once, nothing more is accepted.
    void stop_accepting();
    /// Lets requests in flight finish, answers them with Connection: close, closes idle connections
    /// and tells streams to end; what is left after `limit` is cut off.
    task<void> drain(std::chrono::milliseconds limit);

private:
    struct state;
    std::unique_ptr<state> state_;
};

}
