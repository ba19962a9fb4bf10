// What may fail within a transaction and leave no trace.
#pragma once
#include <nucleus/pg/database.hpp>

namespace nucleus::crud {

/// Before the attempt.
task<void> set_savepoint(pg::transaction& tx);
/// After it, whatever came of it: what was done since then stays, or is undone.
task<void> end_savepoint(pg::transaction& tx, bool keep);

}
