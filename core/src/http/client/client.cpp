#include "http/client/base_url.hpp"
#include "http/client/look_up.hpp"
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/host_name_verification.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/basic_stream.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/write.hpp>
#include <nucleus/http/client.hpp>
#include <optional>
#include <tuple>
#include <variant>

namespace nucleus::http {

namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
using namespace std::chrono_literals;
using executor = asio::io_context::executor_type;
using plain_stream = beast::basic_stream<asio::ip::tcp, executor>;
using tls_stream = asio::ssl::stream<plain_stream>;
using wire_request = beast::http::request<beast::http::string_body>;
using wire_answer = beast::http::response<beast::http::string_body>;
constexpr asio::use_awaitable_t<executor> completion;

constexpr std::size_t most_kept = 8; // on each worker
constexpr auto longest_kept = 30s;   // servers close idle connections; ours after 75 s
constexpr std::uint64_t longest_answer = 1024UL * 1024;

struct connection {
    explicit connection(const executor& here)
        : stream{std::in_place_type<plain_stream>, here} {}
    connection(const executor& here, asio::ssl::context& trust, const std::string& host)
        : stream{std::in_place_type<tls_stream>, plain_stream{here}, trust} {
        auto& tls = std::get<tls_stream>(stream);
        tls.set_verify_callback(asio::ssl::host_name_verification{host});
        boost::system::error_code is_name;
        asio::ip::make_address(host, is_name);
        if (is_name) // RFC 6066 §3: an address is none
            SSL_set_tlsext_host_name(tls.native_handle(), host.c_str());
    }

    plain_stream& lowest() {
        if (auto* tls = std::get_if<tls_stream>(&stream)) return tls->next_layer();
        return std::get<plain_stream>(stream);
    }

    std::variant<plain_stream, tls_stream> stream;
    beast::flat_buffer buffer;
    steady::time_point used;
};
using connection_ptr = std::unique_ptr<connection>;

template <class Stream>
task<wire_answer> exchange(Stream& s, beast::flat_buffer& buffer, const wire_request& r) {
    co_await beast::http::async_write(s, r, completion);
    for (;;) {
        beast::http::response_parser<beast::http::string_body> parser;
        parser.body_limit(longest_answer);
        parser.skip(r.method() == beast::http::verb::head);
        co_await beast::http::async_read(s, buffer, parser, completion);
        const auto status = parser.get().result_int();
        // RFC 9110 §15.2: others come before the answer. We never ask to switch protocols.
        if (status == 101) throw boost::system::system_error{beast::http::error::bad_status};
        if (status >= 200) co_return parser.release();
    }
}

std::string reason_of(const boost::system::system_error& e) {
    if (e.code() == beast::error::timeout) return "no answer in time";
    return e.code().message();
}

/// Empty, with the reason, when there was no answer.
task<std::optional<wire_answer>> ask(connection& c, const wire_request& r,
                                     steady::time_point deadline, std::string& why) {
    c.lowest().expires_at(deadline);
    auto asked = std::visit([&](auto& stream) { return exchange(stream, c.buffer, r); }, c.stream);
    try {
        auto answer = co_await std::move(asked);
        co_return std::move(answer);
    } catch (const boost::system::system_error& e) {
        if (e.code() == asio::error::operation_aborted) throw; // ours, not the server's doing
        why = reason_of(e);
    }
    co_return std::nullopt;
}

/// One address after the other; each may take its share of the time that is left.
task<void> connect(connection& c, const endpoints& found, steady::time_point deadline) {
    constexpr asio::as_tuple_t<asio::use_awaitable_t<executor>> outcome;
    boost::system::error_code failed;
    for (std::size_t i = 0; i < found.size(); ++i) {
        const auto share = (deadline - steady::now()) / static_cast<int>(found.size() - i);
        c.lowest().expires_after(share);
        std::tie(failed) = co_await c.lowest().async_connect(found[i], outcome);
        if (!failed) co_return;
        if (failed == asio::error::operation_aborted) break;
    }
    throw boost::system::system_error{failed};
}

wire_request wire_form(const base_url& to, client_request r) {
    wire_request w{beast::http::string_to_verb(to_string(r.verb)), to.prefix + r.target, 11};
    w.set(beast::http::field::host, to.authority);
    w.set(beast::http::field::user_agent, "nucleusd");
    w.set(beast::http::field::accept, "application/json");
    for (const auto& [name, value] : r.headers) w.set(name, value);
    if (!r.body.empty()) w.set(beast::http::field::content_type, "application/json");
    w.body() = std::move(r.body);
    w.prepare_payload();
    return w;
}

}

struct client::state {
    state(std::string_view base, nucleus::workers& w)
        : to{read_base_url(base)}
        , workers{w} {
        kept.resize(w.count());
        if (!to.tls) return;
        trust.emplace(asio::ssl::context::tls_client);
        trust->set_default_verify_paths();
        trust->set_verify_mode(asio::ssl::verify_peer);
        SSL_CTX_set_min_proto_version(trust->native_handle(), TLS1_2_VERSION);
    }

    [[nodiscard]] unreachable failed(const std::string& why) const {
        return unreachable{to.authority + ": " + why};
    }

    task<connection_ptr> dial(steady::time_point deadline) {
        const auto found = co_await look_up(to.host, to.port, deadline);
        if (found.empty()) throw failed("the name cannot be resolved");
        const executor here = co_await asio::this_coro::executor;
        auto c = trust ? std::make_unique<connection>(here, *trust, to.host)
                       : std::make_unique<connection>(here);
        try {
            co_await connect(*c, found, deadline);
            c->lowest().expires_at(deadline);
            c->lowest().socket().set_option(asio::ip::tcp::no_delay{true});
            if (auto* tls = std::get_if<tls_stream>(&c->stream))
                co_await tls->async_handshake(tls_stream::client, completion);
        } catch (const boost::system::system_error& e) {
            if (e.code() == asio::error::operation_aborted) throw;
            throw failed(reason_of(e));
        }
        co_return c;
    }

    /// One that was used lately, or null.
    connection_ptr take_kept(std::size_t worker) {
        auto& mine = kept.mine(worker);
        if (mine.empty()) return nullptr;
        auto c = std::move(mine.back());
        mine.pop_back();
        if (steady::now() - c->used < longest_kept) return c;
        mine.clear(); // the others are older
        return nullptr;
    }
    client_answer finish(std::size_t worker, connection_ptr c, wire_answer a) {
        auto& mine = kept.mine(worker);
        c->used = steady::now();
        const bool clean = c->buffer.size() == 0; // what is left answers no request of ours
        if (a.keep_alive() && clean && mine.size() < most_kept) mine.push_back(std::move(c));
        return {static_cast<int>(a.result_int()), std::move(a.body())};
    }

    base_url to;
    nucleus::workers& workers;
    std::optional<asio::ssl::context> trust;
    worker_local<std::vector<connection_ptr>> kept;
};

unreachable::~unreachable() = default;

client::client(std::string_view base, workers& w)
    : state_{std::make_unique<state>(base, w)} {}
client::~client() = default;

task<client_answer> client::send(std::size_t worker, client_request r,
                                 steady::time_point deadline) {
    auto& s = *state_;
    const bool again = r.repeatable || r.verb == method::get || r.verb == method::head;
    const auto wire = wire_form(s.to, std::move(r));
    std::string why;
    if (auto kept = s.take_kept(worker)) {
        auto answer = co_await ask(*kept, wire, deadline, why);
        if (answer) co_return s.finish(worker, std::move(kept), std::move(*answer));
        if (!again || steady::now() >= deadline) throw s.failed(why);
    }
    auto fresh = co_await s.dial(deadline);
    auto answer = co_await ask(*fresh, wire, deadline, why);
    if (!answer) throw s.failed(why);
    co_return s.finish(worker, std::move(fresh), std::move(*answer));
}

task<void> client::close() {
    const std::function<void(std::size_t)> clear = [s = state_.get()](std::size_t i) {
        s->kept.mine(i).clear();
    };
    co_await state_->workers.everywhere(clear);
}

void check_client_base(std::string_view base) { (void)read_base_url(base); }

}
