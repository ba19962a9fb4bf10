// Answers that are given again: writes with an Idempotency-Key.
#pragma once
#include <nucleus/pg/database.hpp>
#include <nucleus/pg/rounds.hpp>
#include <optional>
#include <string>
#include <vector>

namespace nucleus::crud {

/// Whose key, for what.
struct idempotent_request {
    std::string tenant, principal, route, key, hash;
};

struct kept_answer {
    bool same_request = false;
    int status = 0;
    std::string body, headers; ///< "Name: value" lines
};

/// Makes the key this transaction's own, and none is answered; or there is an answer under it, at
/// most a day old. Of two requests at once the second waits for the first.
task<std::optional<kept_answer>> claim_key(pg::transaction& tx, const idempotent_request& r);
/// In the same transaction, once it is known what is answered.
task<void> keep_answer(pg::transaction& tx, const idempotent_request& r, const kept_answer& a);
/// Drops answers that are older than a day. `schemas` by value: it outlives who asks for it.
task<void> prune_all_keys(pg::database& db, std::vector<std::string> schemas, pg::round& round);

}
