// Idempotency-Key of a write: what was answered once is answered again.
#pragma once
#include "handlers/entity_endpoint.hpp"
#include "store/idempotency_store.hpp"

namespace nucleus::crud {

/// The key of this request, if it has one; `bad_request` for one that is none.
[[nodiscard]] result<std::optional<idempotent_request>> asked_key(const request_context& rc);

/// Answers as before if the key is known: true. `idempotency_mismatch` when it was another request.
task<result<bool>> answered_before(request_context& rc, pg::transaction& tx,
                                   const std::optional<idempotent_request>& key);
/// Keeps rc.response, a success, under the key, if there is one; with `body`, which lives until
/// then.
task<void> keep_response(const request_context& rc, pg::transaction& tx,
                         const std::optional<idempotent_request>& key, std::string_view body);

}
