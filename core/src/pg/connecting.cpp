#include "pg/connecting.hpp"
#include "pg/borrowed_socket.hpp"
#include "pg/host_names.hpp"
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <nucleus/clock.hpp>
#include <stdexcept>

namespace nucleus::pg {

namespace {

namespace asio = boost::asio;
using executor = asio::io_context::executor_type;
using descriptor = borrowed_socket::descriptor;
using timer = asio::basic_waitable_timer<steady, asio::wait_traits<steady>, executor>;
using resolver = asio::ip::basic_resolver<asio::ip::tcp, executor>;
constexpr asio::as_tuple_t<asio::use_awaitable_t<executor>> completion;

libpq_ptr<PQconninfoOption> read_dsn(const std::string& dsn) {
    char* problem = nullptr;
    libpq_ptr<PQconninfoOption> read{::PQconninfoParse(dsn.c_str(), &problem)};
    if (read) return read;
    ::PQfreemem(problem); // it quotes the text, perhaps the password
    throw std::runtime_error("libpq cannot read this connection string");
}

void ignore_notice(void*, const PGresult*) {} // it may hold data

PGconn* begin_connecting(const connection_parameters& p) {
    std::vector<const char*> keywords;
    std::vector<const char*> values;
    for (std::size_t i = 0; i < p.keywords.size(); ++i) {
        keywords.push_back(p.keywords[i].c_str());
        values.push_back(p.values[i].c_str());
    }
    keywords.push_back(nullptr);
    values.push_back(nullptr);
    return ::PQconnectStartParams(keywords.data(), values.data(), 0);
}

/// Shared with who waits for it: nothing calls a question to a name server back.
struct look_up {
    explicit look_up(asio::io_context& io)
        : names_to_addresses{io}
        , over{io} {}
    resolver names_to_addresses;
    timer over; ///< cancelled when all is found
    addresses found;
    bool wanted = true;
};

task<void> find_all(std::shared_ptr<look_up> l, std::vector<std::string> names) {
    for (const auto& name : names) {
        const auto [failed, results] =
            co_await l->names_to_addresses.async_resolve(name, "", completion);
        if (!l->wanted) co_return;
        if (failed) continue;
        auto& list = l->found[name];
        for (const auto& r : results) list.push_back(r.endpoint().address().to_string());
    }
    l->over.cancel();
}

/// What is known by then. The questions are asked on a thread that all attempts of one context
/// share.
task<addresses> find_addresses(asio::io_context& io, std::vector<std::string> names,
                               steady::time_point until) {
    auto l = std::make_shared<look_up>(io);
    l->over.expires_at(until);
    asio::co_spawn(io, find_all(l, std::move(names)), asio::detached);
    co_await l->over.async_wait(completion);
    l->wanted = false;
    l->names_to_addresses.cancel(); // what has not begun never will
    co_return std::move(l->found);
}

/// An attempt to connect; its time limit shares it.
struct attempt {
    explicit attempt(asio::io_context& io)
        : socket{io} {}
    borrowed_socket socket;
    bool late = false;
};

/// Runs the poll loop. libpq may change its socket at every step.
task<bool> poll_until_open(PGconn* c, attempt& a) {
    auto wanted = PGRES_POLLING_WRITING;
    while (wanted == PGRES_POLLING_WRITING || wanted == PGRES_POLLING_READING) {
        a.socket.borrow(::PQsocket(c));
        const auto what =
            wanted == PGRES_POLLING_READING ? descriptor::wait_read : descriptor::wait_write;
        const auto [failed] = co_await a.socket->async_wait(what, completion);
        a.socket.give_back();
        if (failed || a.late) co_return false;
        wanted = ::PQconnectPoll(c);
    }
    co_return wanted == PGRES_POLLING_OK;
}

}

connection_parameters parameters_of(const session_options& o) {
    connection_parameters p;
    // Who vanished with its machine holds its locks for half a minute, not for two hours; unless
    // the DSN says otherwise.
    std::string options = "-c tcp_keepalives_idle=15 -c tcp_keepalives_interval=5 "
                          "-c tcp_keepalives_count=3 ";
    const auto set = [&](std::string keyword, std::string value) {
        p.keywords.push_back(std::move(keyword));
        p.values.push_back(std::move(value));
    };
    const auto dsn = read_dsn(o.dsn);
    for (const auto* option = dsn.get(); option->keyword; ++option) {
        if (!option->val) continue;
        if (std::string_view{option->keyword} == "options")
            options.append(option->val).append(1, ' ');
        else
            set(option->keyword, option->val);
    }
    options += "-c TimeZone=UTC -c DateStyle=ISO,YMD -c IntervalStyle=iso_8601 "
               "-c bytea_output=hex -c standard_conforming_strings=on -c statement_timeout=" +
               std::to_string(o.statement_timeout.count());
    // Each statement of a batch sees what was committed before it, whatever the role's default is.
    options += R"( -c default_transaction_isolation=read\ committed)";
    if (o.read_only) options += " -c default_transaction_read_only=on";
    set("options", options);
    set("client_encoding", "UTF8");
    set("application_name", "nucleusd");
    return p;
}

std::string without_password(std::string text, const std::string& dsn) {
    const auto read = read_dsn(dsn);
    for (const auto* option = read.get(); option->keyword; ++option) {
        if (std::string_view{option->keyword} != "password" || !option->val || !*option->val)
            continue;
        const std::string_view password = option->val;
        for (auto at = text.find(password); at != text.npos; at = text.find(password, at))
            text.replace(at, password.size(), "***");
    }
    return text;
}

namespace {

task<connect_result> connect(asio::io_context& io, session_options o,
                             std::chrono::milliseconds limit) {
    const auto until = steady::now() + limit;
    connect_result made;
    auto p = with_environment(parameters_of(o));
    if (auto names = host_names(p); !names.empty()) {
        made.problem = "the host name " + names.front() + " cannot be resolved";
        // Half of the time at most: hosts that are known by then are tried in the other half.
        const auto found = co_await find_addresses(io, std::move(names), until - limit / 2);
        p = with_addresses(std::move(p), found);
        if (!names_a_host(p)) co_return made;
    }
    made.connection.reset(begin_connecting(p));
    auto* c = made.connection.get();
    bool open = false;
    auto a = std::make_shared<attempt>(io);
    if (c && ::PQstatus(c) != CONNECTION_BAD) {
        ::PQsetNoticeReceiver(c, ignore_notice, nullptr);
        timer bound{io, until};
        bound.async_wait([a](boost::system::error_code stopped) {
            if (stopped) return;
            a->late = true;
            a->socket.cancel();
        });
        open = co_await poll_until_open(c, *a);
        bound.cancel();
    }
    if (open && ::PQsetnonblocking(c, 1) == 0) co_return made;
    made.problem = a->late ? "no answer in " + format_duration(limit)
                           : without_password(c ? ::PQerrorMessage(c) : "out of memory", o.dsn);
    while (made.problem.ends_with('\n')) made.problem.pop_back();
    made.connection.reset();
    co_return made;
}

}

task<connect_result> open_connection(asio::io_context& io, session_options o,
                                     std::chrono::milliseconds limit) {
    std::string problem;
    try {
        auto made = co_await connect(io, std::move(o), limit);
        co_return made;
    } catch (const std::exception& e) {
        problem = e.what();
    }
    co_return connect_result{nullptr, std::move(problem)};
}

}
