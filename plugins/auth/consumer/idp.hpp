// The other nucleusd, which knows the accounts.
#pragma once
#include "domain/caller_rights.hpp"
#include <atomic>
#include <nucleus/crypto/jwt.hpp>
#include <nucleus/http/client.hpp>
#include <nucleus/http/request_context.hpp>
#include <nucleus/published.hpp>

namespace nucleus::auth {

using token_keys = std::vector<std::shared_ptr<const crypto::token_signer>>;

/// Asks it over HTTP; any worker. Outages are told once in the log, and once when they are over.
class idp {
public:
    idp(std::string_view url, workers& w)
        : client_{url, w} {}

    /// What the caller with that token may do, now; `unauthenticated`, or `accounts_unavailable`.
    task<result<caller_rights>> rights_of(request_context& rc, std::string_view token);

    /// The keys as they were published last; empty before the first fetch_keys().
    [[nodiscard]] std::shared_ptr<const token_keys> keys() const { return keys_.now(); }
    /// Reads them again, for a token that none of them has signed: not twice within ten seconds (or
    /// one, after a failure), since anybody can send such tokens; whoever comes meanwhile waits for
    /// the one question. False: not now.
    task<result<bool>> fetch_keys(request_context& rc);

    task<void> close() { return client_.close(); }

private:
    task<result<http::client_answer>> ask(request_context& rc, http::client_request r);
    void note(bool reachable, std::string_view why);

    http::client client_;
    published<token_keys> keys_;
    task<result<void>> read_keys(request_context& rc);

    std::atomic<bool> fetching_{false};
    std::atomic<steady::rep> ask_again_{0}; ///< not before
    std::atomic<bool> reachable_{true};
};

}
