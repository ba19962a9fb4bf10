#include "test_site.hpp"
#include <arpa/inet.h>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <nucleus/pg/database.hpp>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace nucleus::testing {

namespace asio = boost::asio;
using namespace std::chrono_literals;

const void* fixed_config::find(std::string_view section, const shape&) const {
    if (section == "server") return &server;
    if (section == "rateLimit") return &rate;
    if (section == "database") return &database;
    throw std::out_of_range{std::string{section}};
}

int test_site::listening(int& port) {
    const int fd = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    ::bind(fd, reinterpret_cast<sockaddr*>(&address), size);
    ::listen(fd, 1024);
    ::getsockname(fd, reinterpret_cast<sockaddr*>(&address), &size);
    port = ntohs(address.sin_port);
    return fd;
}

test_site::test_site(std::shared_ptr<fixed_config> config, std::size_t workers,
                     std::shared_ptr<identity> who) {
    if (who) services_.provide<identity>(std::move(who));
    http::add_builtin_routes(catalog_);
    add_test_routes(catalog_, context);
    http::server_parts parts;
    parts.catalog = &catalog_;
    parts.config = std::move(config);
    parts.services = &services_;
    parts.metrics = &numbers;
    for (std::size_t i = 0; i < workers; ++i) {
        guards_.emplace_back(workers_.emplace_back(1).get_executor());
        parts.workers.push_back(&workers_.back());
    }
    guards_.emplace_back(control_.get_executor());
    parts.control = &control_;
    parts.ready = [this] { return ready.load(); };
    parts.openapi = [] { return "{" + std::string(4000, ' ') + "}"; };
    server_ = std::make_unique<http::server>(std::move(parts));
    fds_[0] = listening(port_);
    fds_[1] = listening(admin_port_);
    server_->listen(fds_[0], false);
    server_->listen(fds_[1], true);
    for (auto& w : workers_) threads_.emplace_back([&w] { w.run(); });
    threads_.emplace_back([this] { control_.run(); });
}

test_site::~test_site() {
    if (!draining_) begin_drain(200ms);
    wait();
    guards_.clear();
    control_.stop();
    for (auto& w : workers_) w.stop();
    for (auto& t : threads_) t.join();
    for (const int fd : fds_) ::close(fd);
}

void test_site::reconfigure(std::shared_ptr<fixed_config> config) {
    asio::post(control_, [this, config] { server_->reconfigure(config); });
    std::this_thread::sleep_for(50ms);
}

void test_site::begin_drain(std::chrono::milliseconds limit) {
    draining_ = true;
    asio::post(control_, [this, limit] {
        server_->stop_accepting();
        asio::co_spawn(control_, server_->drain(limit),
                       [this](std::exception_ptr) { drained_ = true; });
    });
}

void test_site::wait() {
    while (!drained_) std::this_thread::sleep_for(2ms);
}

struct thing {
    std::string name;
    int count = 0;
};
NUCLEUS_DESCRIBE(thing, (name, "Its name"), (count, "How many", defaulted))

namespace {

constexpr asio::as_tuple_t<asio::use_awaitable_t<asio::io_context::executor_type>> completion;

task<result<answered>> plain(test_context& c, request_context& rc) {
    ++c.calls;
    rc.response.body = R"({"ok":true})";
    co_return answered{};
}
task<result<answered>> raw_echo(test_context& c, request_context& rc) {
    ++c.calls;
    rc.response.content_type = "application/octet-stream";
    rc.response.body = rc.request.body;
    co_return answered{};
}
task<result<answered>> item(test_context&, request_context& rc) {
    rc.response.body = "item " + std::string{rc.path_value("id")};
    co_return answered{};
}
task<result<answered>> headers(test_context&, request_context& rc) {
    for (const auto& h : rc.request.headers)
        rc.response.body.append(h.name).append("=").append(h.value).append("\n");
    rc.response.body += "client=" + rc.client_address;
    co_return answered{};
}
task<result<answered>> slow(test_context&, request_context& rc) {
    const auto executor = co_await asio::this_coro::executor;
    asio::steady_timer t{executor.context()};
    t.expires_after(400ms);
    co_await t.async_wait(completion);
    rc.response.body = "slow";
    co_return answered{};
}
task<result<answered>> forever(test_context& c, request_context&) {
    const auto executor = co_await asio::this_coro::executor;
    asio::steady_timer t{executor.context()};
    t.expires_after(60s);
    const auto [cancelled] = co_await t.async_wait(completion);
    if (cancelled) c.saw_closing = true;
    co_return answered{};
}
task<result<answered>> stream(test_context&, request_context& rc) {
    auto* out = co_await rc.stream();
    const std::string piece(64 * 1024, 'x');
    for (int i = 0; i < 64; ++i) co_await out->write(piece);
    co_return answered{};
}
task<result<answered>> endless(test_context& c, request_context& rc) {
    auto* out = co_await rc.stream();
    const auto executor = co_await asio::this_coro::executor;
    asio::steady_timer t{executor.context()};
    while (!out->closing()) {
        co_await out->write("data: tick\n\n");
        t.expires_after(20ms);
        co_await t.async_wait(completion);
    }
    c.saw_closing = true;
    co_return answered{};
}
task<result<answered>> throws(test_context&, request_context&) {
    throw std::runtime_error("the password is hunter2");
    co_return answered{};
}
task<result<answered>> fails(test_context&, request_context&) {
    throw failure{error{errors::conflict, "told so"}};
    co_return answered{};
}
task<result<answered>> loses(test_context&, request_context&) {
    pg::query_failure f;
    f.sqlstate = "23505";
    f.message = "Key (email)=(a@b) already exists.";
    throw f;
    co_return answered{};
}
task<result<answered>> nothing(test_context&, request_context& rc) {
    rc.response.status = 204;
    co_return answered{};
}

}

void add_test_routes(catalog& c, test_context& x) {
    const auto anyone = access::anyone;
    c.get("PLAIN", "/plain", anyone, limit::open, bind<&plain>(x), "Answers at once");
    auto& e =
        c.post("ECHO", "/echo", anyone, limit::open, bind<&raw_echo>(x), "Sends the body back");
    e.body = body_mode::raw;
    e.body_limit = 4 * 1024 * 1024;
    c.post("JSON", "/json", anyone, limit::open, bind<&raw_echo>(x), "The same, for JSON").body =
        body_mode::json;
    c.post("MAKE", "/things", anyone, limit::open, bind<&plain>(x), "Says 201").answers(201);
    c.post("SIGN_IN", "/sign-in", anyone, limit::auth, bind<&plain>(x), "CSRF-guarded");
    c.get("ITEM", "/items/:id", anyone, limit::open, bind<&item>(x), "A path parameter");
    c.get("HEADERS", "/headers", anyone, limit::open, bind<&headers>(x), "What arrived").any_query =
        true;
    c.get("SLOW", "/slow", anyone, limit::open, bind<&slow>(x), "Takes 400 ms");
    c.get("FOREVER", "/forever", anyone, limit::open, bind<&forever>(x), "Takes a minute");
    c.get("STREAM", "/stream", anyone, limit::open, bind<&stream>(x), "4 MiB in pieces");
    c.get("ENDLESS", "/endless", anyone, limit::open, bind<&endless>(x),
          "Ticks until told to stop");
    c.get("THROWS", "/throws", anyone, limit::open, bind<&throws>(x), "A bug");
    c.get("FAILS", "/fails", anyone, limit::open, bind<&fails>(x), "A thrown failure");
    c.get("LOSES", "/loses", anyone, limit::open, bind<&loses>(x), "A database failure");
    c.get("PRIVATE", "/private", access::caller, limit::user, bind<&plain>(x), "Needs a caller");
    c.del("NOTHING", "/nothing", anyone, limit::open, bind<&nothing>(x), "204");
}

raw_client::raw_client(int port)
    : fd_{::socket(AF_INET, SOCK_STREAM, 0)} {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    if (::connect(fd_, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0)
        throw std::runtime_error("cannot connect");
}
raw_client::~raw_client() { ::close(fd_); }

void raw_client::send(std::string_view bytes) {
    while (!bytes.empty()) {
        const auto n = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (n <= 0) return;
        bytes.remove_prefix(static_cast<std::size_t>(n));
    }
}

bool raw_client::fill(std::chrono::milliseconds limit) {
    pollfd p{fd_, POLLIN, 0};
    if (::poll(&p, 1, static_cast<int>(limit.count())) <= 0) return false;
    char piece[65536];
    const auto n = ::recv(fd_, piece, sizeof piece, 0);
    if (n <= 0) return false;
    got_.append(piece, static_cast<std::size_t>(n));
    return true;
}

std::string raw_client::answer(bool head_only) {
    std::size_t end;
    while ((end = got_.find("\r\n\r\n")) == got_.npos)
        if (!fill(5s)) return {};
    end += 4;
    std::size_t size = end;
    const auto head = got_.substr(0, end);
    if (const auto length = header_of(head, "Content-Length"); !length.empty() && !head_only) {
        size += std::stoul(length);
    } else if (header_of(head, "Transfer-Encoding") == "chunked" && !head_only) {
        std::size_t last;
        while ((last = got_.find("\r\n0\r\n\r\n", end - 2)) == got_.npos)
            if (!fill(5s)) return {};
        size = last + 7;
    }
    while (got_.size() < size)
        if (!fill(5s)) return {};
    auto whole = got_.substr(0, size);
    got_.erase(0, size);
    return whole;
}

std::string raw_client::rest(std::chrono::milliseconds limit) {
    const auto until = std::chrono::steady_clock::now() + limit;
    while (std::chrono::steady_clock::now() < until && fill(limit)) {
    }
    return std::exchange(got_, {});
}

bool raw_client::closed(std::chrono::milliseconds limit) {
    pollfd p{fd_, POLLIN, 0};
    char c;
    return got_.empty() && ::poll(&p, 1, static_cast<int>(limit.count())) > 0 &&
           ::recv(fd_, &c, 1, 0) <= 0;
}

int status_of(std::string_view answer) {
    return answer.size() < 12 ? 0 : std::stoi(std::string{answer.substr(9, 3)});
}

std::string header_of(std::string_view answer, std::string_view name) {
    answer = answer.substr(0, answer.find("\r\n\r\n"));
    while (!answer.empty()) {
        const auto end = answer.find("\r\n");
        const auto line = answer.substr(0, end);
        answer = end == answer.npos ? std::string_view{} : answer.substr(end + 2);
        if (line.size() > name.size() + 1 && line[name.size()] == ':' &&
            http::same_name(line.substr(0, name.size()), name))
            return std::string{line.substr(name.size() + 2)};
    }
    return {};
}

std::string body_of(std::string_view answer) {
    const auto end = answer.find("\r\n\r\n");
    return end == answer.npos ? std::string{} : std::string{answer.substr(end + 4)};
}

}
