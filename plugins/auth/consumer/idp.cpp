#include "consumer/idp.hpp"
#include <algorithm>
#include <nucleus/async/sleep.hpp>
#include <nucleus/log.hpp>

namespace nucleus::auth {

// Answers may have members that this version does not know.
struct idp_answer {
    raw_json data;
};
NUCLEUS_DESCRIBE(idp_answer, (data, "Of the envelope"))
struct idp_check {
    raw_json rights;
};
NUCLEUS_DESCRIBE(idp_check, (rights, "Of AUTH_CHECK without a claim"))
struct idp_keys {
    std::vector<raw_json> keys;
};
NUCLEUS_DESCRIBE(idp_keys, (keys, "Of JWKS"))

namespace {

using namespace std::chrono_literals;

constexpr auto longest_question = 5s;
constexpr steady::duration after_success = 10s, after_failure = 1s;

steady::rep now_ticks() { return steady::now().time_since_epoch().count(); }

template <class T> result<T> read_open(std::string_view text) {
    static const shape described = [] {
        auto s = shape_of<T>();
        s.open = true;
        return s;
    }();
    T value{};
    if (auto read = json::read(described, &value, text); !read) return read.error();
    return value;
}

std::optional<caller_rights> read_rights(std::string_view body) {
    const auto answer = read_open<idp_answer>(body);
    if (!answer) return std::nullopt;
    const auto check = read_open<idp_check>(answer->data.text);
    if (!check) return std::nullopt;
    auto all = read_open<caller_rights>(check->rights.text);
    if (!all) return std::nullopt;
    std::ranges::sort(all->claims); // as principal searches them
    std::ranges::sort(all->scopes, {}, &scoped_right::claim);
    return std::move(*all);
}

error unavailable() {
    error e{nucleus::errors::accounts_unavailable};
    e.retry_after = 1s;
    return e;
}

/// Puts the flag down whatever becomes of the question.
struct lowered_flag {
    explicit lowered_flag(std::atomic<bool>& f)
        : flag{f} {}
    ~lowered_flag() { flag = false; }
    lowered_flag(const lowered_flag&) = delete;
    lowered_flag& operator=(const lowered_flag&) = delete;
    std::atomic<bool>& flag;
};

}

void idp::note(bool reachable, std::string_view why) {
    if (reachable_.exchange(reachable) == reachable) return;
    if (reachable)
        log::info("authentication", "the server at idpUrl answers again");
    else
        log::warn("authentication", "the server at idpUrl does not answer: nobody is let in",
                  {{"reason", why}});
}

task<result<http::client_answer>> idp::ask(request_context& rc, http::client_request r) {
    // So that its limits count our clients, where it trusts us (server.trustedProxies there).
    r.headers.emplace_back("X-Forwarded-For", rc.client_address);
    r.headers.emplace_back("X-Request-Id", rc.request_id);
    if (!rc.traceparent.empty()) r.headers.emplace_back("traceparent", rc.traceparent);
    r.repeatable = true;
    const auto until = std::min(rc.deadline, steady::now() + longest_question);
    try {
        auto answer = co_await client_.send(rc.worker, std::move(r), until);
        co_return std::move(answer);
    } catch (const http::unreachable& e) {
        note(false, e.what());
    }
    co_return unavailable();
}

task<result<caller_rights>> idp::rights_of(request_context& rc, std::string_view token) {
    http::client_request r{http::method::post, "/auth/check"};
    r.headers.emplace_back("Authorization", "Bearer " + std::string{token});
    r.body = "{}";
    auto answer = co_await ask(rc, std::move(r));
    if (!answer) co_return answer.error();
    if (answer->status == 401 || answer->status == 403) { // over, or not good for anything yet
        note(true, {});
        co_return nucleus::errors::unauthenticated;
    }
    if (answer->status == 429) {
        note(true, {});
        log::warn("authentication",
                  "the server at idpUrl refuses questions as too many: is this server among its "
                  "server.trustedProxies?");
        error later{nucleus::errors::rate_limited};
        later.retry_after = 1s;
        co_return later;
    }
    auto all = answer->status == 200 ? read_rights(answer->body) : std::nullopt;
    note(all.has_value(), "POST /auth/check: " + std::to_string(answer->status));
    if (!all) co_return unavailable();
    co_return std::move(*all);
}

task<result<void>> idp::read_keys(request_context& rc) {
    const auto answer = co_await ask(rc, {http::method::get, "/.well-known/jwks.json"});
    if (!answer) co_return answer.error();
    const auto set =
        answer->status == 200 ? read_open<idp_keys>(answer->body) : result<idp_keys>{unavailable()};
    note(set.has_value(), "GET /.well-known/jwks.json: " + std::to_string(answer->status));
    if (!set) co_return unavailable();
    auto keys = std::make_shared<token_keys>();
    for (const auto& key : set->keys)
        if (auto one = crypto::token_signer::from_jwk(key.text)) keys->push_back(std::move(one));
    if (keys->empty())
        log::warn("authentication",
                  "the server at idpUrl publishes no Ed25519 key: no token will do; its "
                  "authentication.accessToken.algorithm must be EdDSA");
    keys_.publish(std::move(keys));
    co_return result<void>{};
}

task<result<bool>> idp::fetch_keys(request_context& rc) {
    if (fetching_.exchange(true)) {
        while (fetching_ && steady::now() < rc.deadline) co_await sleep_until(steady::now() + 20ms);
        if (!keys_.now()) co_return unavailable();
        co_return true;
    }
    const lowered_flag lower{fetching_};
    if (now_ticks() < ask_again_) {
        if (!keys_.now()) co_return unavailable();
        co_return false;
    }
    ask_again_ = now_ticks() + after_failure.count(); // also should this request be given up
    const auto read = co_await read_keys(rc);
    if (!read) co_return read.error();
    ask_again_ = now_ticks() + after_success.count();
    co_return true;
}

}
