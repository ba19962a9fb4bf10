#include "handlers/idempotency.hpp"
#include "errors.hpp"
#include <algorithm>
#include <nucleus/catalog.hpp>
#include <nucleus/crypto/digest.hpp>

namespace nucleus::crud {

namespace {

constexpr std::size_t longest_key = 255;
constexpr std::string_view kept_headers[]{"ETag", "Location"};

std::string kept_lines(const http::response& r) {
    std::string lines;
    for (const auto& [name, value] : r.headers)
        if (std::ranges::find(kept_headers, name) != std::end(kept_headers))
            lines.append(name).append(": ").append(value).append("\n");
    return lines;
}

void set_lines(http::response& r, std::string_view lines) {
    while (!lines.empty()) {
        const auto line = lines.substr(0, lines.find('\n'));
        lines.remove_prefix(std::min(lines.size(), line.size() + 1));
        const auto colon = line.find(": ");
        r.set(std::string{line.substr(0, colon)}, std::string{line.substr(colon + 2)});
    }
}

}

namespace {

/// An answer that is kept is for who may do as much: a program with a key, and whoever acts in a
/// user's name, have their own. Anonymous callers share with nobody but those behind the same
/// address.
std::string asking(const request_context& rc) {
    if (!rc.caller) return "anonymous at " + rc.client_address;
    const auto& who = *rc.caller;
    auto text = who.user_id.text();
    if (who.as == principal::kind::api_key) text += " by key " + who.api_key_id.text();
    if (who.impersonator_id) text += " by " + who.impersonator_id->text();
    return text;
}

}

result<std::optional<idempotent_request>> asked_key(const request_context& rc) {
    const auto key = rc.request.get("Idempotency-Key");
    if (key.empty()) return std::optional<idempotent_request>{};
    const bool plain = std::ranges::all_of(key, [](char c) { return c > ' ' && c < '\x7f'; });
    if (!plain || key.size() > longest_key)
        return error{errors::bad_request,
                     "Idempotency-Key must have 1 to 255 visible ASCII characters."};
    auto principal = asking(rc);
    std::string asked{rc.request.query};
    asked.append("\n").append(rc.request.body);
    return std::optional{idempotent_request{rc.tenant, std::move(principal), rc.endpoint->key,
                                            std::string{key}, crypto::hex(crypto::sha256(asked))}};
}

task<result<bool>> answered_before(request_context& rc, pg::transaction& tx,
                                   const std::optional<idempotent_request>& key) {
    if (!key) co_return false;
    const auto kept = co_await claim_key(tx, *key);
    if (!kept) co_return false;
    if (!kept->same_request) co_return idempotency_mismatch;
    rc.response.status = kept->status;
    rc.response.body = kept->body;
    set_lines(rc.response, kept->headers);
    rc.response.set("Idempotency-Replayed", "true");
    co_return true;
}

task<void> keep_response(const request_context& rc, pg::transaction& tx,
                         const std::optional<idempotent_request>& key, std::string_view body) {
    if (!key) co_return;
    const kept_answer a{true, rc.response.status, std::string{body}, kept_lines(rc.response)};
    co_await keep_answer(tx, *key, a);
}

}
