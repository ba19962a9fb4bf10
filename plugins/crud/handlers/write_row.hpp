// A write to one row that takes more than one statement: hooks, row scopes, an Idempotency-Key.
#pragma once
#include "domain/visible_shape.hpp"
#include "handlers/entity_endpoint.hpp"
#include "handlers/idempotency.hpp"
#include "writing/row_writing.hpp"

namespace nucleus::crud {

struct one_write {
    row_operation what = row_operation::update;
    uuid id;
    std::vector<cell> cells{}; ///< of a creation or an update
    std::optional<tag_condition> versions{};
    std::optional<idempotent_request> key{}; ///< of a creation
};

/// What a caller needs to do it to a row that is there.
[[nodiscard]] right right_to(row_operation what);
/// Whether a single statement will do instead.
[[nodiscard]] bool is_simple(const entity_endpoint& ep, const viewer& who, row_operation what);

/// Does it and answers: with the row, with nothing after a deletion, with 202 when a hook has
/// parked it.
task<result<answered>> write_row(entity_endpoint& ep, request_context& rc, one_write w);

}
