#include "store/savepoint.hpp"

namespace nucleus::crud {

namespace {

constexpr pg::statement set{"crud.savepoint.set", "SAVEPOINT attempt"};
constexpr pg::statement drop{"crud.savepoint.drop", "RELEASE SAVEPOINT attempt"};
constexpr pg::statement undo{"crud.savepoint.undo", "ROLLBACK TO SAVEPOINT attempt"};

}

task<void> set_savepoint(pg::transaction& tx) { co_await tx.run(set); }

task<void> end_savepoint(pg::transaction& tx, bool keep) {
    if (!keep) co_await tx.run(undo);
    co_await tx.run(drop); // those of ten thousand attempts would lie in each other
}

}
