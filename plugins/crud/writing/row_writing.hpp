// From a batch of planned writes to rows: locking, hooks, statements, hooks again; all in one
// transaction of the caller's.
#pragma once
#include "hooks/hook_list.hpp"
#include "store/bulk_store.hpp"
#include "store/row_writer.hpp"
#include "writing/write_batch.hpp"

namespace nucleus::crud {

/// What the writes of a request have in common.
struct writing {
    const entity& of;
    const bulk_store& store;
    const row_writer& writer;
    const hook_list& hooks;
    request_context& request;
    pg::transaction& tx;
    const viewer& who;
    right what = right::put;                 ///< of those that are no creations
    std::optional<tag_condition> versions{}; ///< of the rows before
    answers with = answers::ids;             ///< what batch.before and batch.after hold
};

enum class on_refusal : std::uint8_t {
    stop, ///< nothing is done; as many refusals as can be found, at most 100, are told
    go_on ///< the others are done
};

/// Carries the batch out; hooks need whole rows. Afterwards each item is refused, parked or done.
/// After a refusal with `stop` the transaction is of no use but to be rolled back. What is nobody's
/// fault is thrown.
task<void> write_rows(writing& w, write_batch& batch, on_refusal how);
/// Once the transaction is committed.
task<void> tell_of_commit(const writing& w, row_operation what);

}
