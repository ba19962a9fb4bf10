#include "consumer/idp.hpp"
#include <algorithm>
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
constexpr std::int64_t between_fetches = 10'000; // ms
constexpr int most_fetching = 16;

std::int64_t now_ms() {
    return std::chrono::duration_cast<std::chrono::milliseconds>(steady::now().time_since_epoch())
        .count();
}

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

/// How many run at the moment.
class counted {
public:
    explicit counted(std::atomic<int>& n)
        : n_{n}
        , before_{n++} {}
    ~counted() { --n_; }
    counted(const counted&) = delete;
    counted& operator=(const counted&) = delete;
    [[nodiscard]] int others() const noexcept { return before_; }

private:
    std::atomic<int>& n_;
    int before_;
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
    auto all = answer->status == 200 ? read_rights(answer->body) : std::nullopt;
    note(all.has_value(), "POST /auth/check: " + std::to_string(answer->status));
    if (!all) co_return unavailable();
    co_return std::move(*all);
}

task<result<bool>> idp::fetch_keys(request_context& rc) {
    const counted me{fetching_};
    const auto last = fetched_at_.load();
    // Who comes while others fetch may need what they will find.
    if (me.others() == 0 && last != 0 && now_ms() - last < between_fetches) co_return false;
    if (me.others() >= most_fetching) co_return unavailable();
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
                  "the server at idpUrl publishes no Ed25519 key: no token will do; "
                  "its authentication.accessToken.algorithm must be EdDSA");
    keys_.publish(std::move(keys));
    fetched_at_ = now_ms();
    co_return true;
}

}
