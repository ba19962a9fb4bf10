// A server with a small catalog on an ephemeral loopback port, and a raw client for it.
#pragma once
#include "config/sections.hpp"
#include "http/builtin_routes.hpp"
#include "http/server.hpp"
#include <boost/asio/executor_work_guard.hpp>
#include <deque>
#include <nucleus/bind.hpp>
#include <nucleus/services/identity.hpp>
#include <string>
#include <string_view>
#include <thread>

namespace nucleus::testing {

/// A configuration made of structs, without any file.
class fixed_config : public config_snapshot {
public:
    config::server_config server;
    config::rate_limit_config rate;
    config::database_config database;
    fixed_config() {
        server.port = 0;
        rate.enabled = false;
    }
    [[nodiscard]] bool switched_on(std::string_view) const override { return true; }
    [[nodiscard]] secret_string secret(std::string_view literal) const override {
        return secret_string{literal};
    }
    [[nodiscard]] secret_string derived_key(std::string_view) const override { return {}; }
    [[nodiscard]] bool development() const override { return true; }

protected:
    [[nodiscard]] const void* find(std::string_view section, const shape&) const override;
};

/// What the handlers of the small catalog work on.
struct test_context {
    std::atomic<int> calls{0};
    std::atomic<bool> saw_closing{false};
};

class test_site {
public:
    explicit test_site(std::shared_ptr<fixed_config> config = std::make_shared<fixed_config>(),
                       std::size_t workers = 1, std::shared_ptr<identity> who = nullptr);
    ~test_site(); ///< drains and stops

    [[nodiscard]] int port() const { return port_; }
    [[nodiscard]] int admin_port() const { return admin_port_; }
    void reconfigure(std::shared_ptr<fixed_config> config);
    /// Begins to drain; wait() blocks until that is over.
    void begin_drain(std::chrono::milliseconds limit);
    void wait();

    test_context context;
    std::atomic<bool> ready{true};
    metrics::registry numbers;

private:
    using guard = boost::asio::executor_work_guard<boost::asio::io_context::executor_type>;
    int listening(int& port);

    catalog catalog_;
    services services_;
    boost::asio::io_context control_{1};
    std::deque<boost::asio::io_context> workers_;
    std::vector<guard> guards_;
    std::unique_ptr<http::server> server_;
    std::vector<std::thread> threads_;
    std::atomic<bool> draining_{false}, drained_{false};
    int port_ = 0, admin_port_ = 0, fds_[2]{-1, -1};
};

/// Adds the small catalog: /plain, /echo, /items/:id, /slow, /stream, /throws …
void add_test_routes(catalog& c, test_context& context);

/// A blocking socket that says exactly what it is told.
class raw_client {
public:
    explicit raw_client(int port);
    ~raw_client();
    raw_client(const raw_client&) = delete;
    raw_client& operator=(const raw_client&) = delete;
    void send(std::string_view bytes);
    /// One whole answer (by Content-Length or chunks); what arrives after it is kept for the next
    /// call. `head_only`: it has no body (HEAD). Empty when the server closed or nothing came.
    std::string answer(bool head_only = false);
    /// Everything until the server closes, or `limit` passes.
    std::string rest(std::chrono::milliseconds limit = std::chrono::milliseconds{3000});
    /// True when the server closes within `limit` without sending more.
    bool closed(std::chrono::milliseconds limit = std::chrono::milliseconds{3000});
    [[nodiscard]] int fd() const { return fd_; }

private:
    bool fill(std::chrono::milliseconds limit);
    int fd_;
    std::string got_;
};

int status_of(std::string_view answer);
std::string header_of(std::string_view answer, std::string_view name);
std::string body_of(std::string_view answer);

}
