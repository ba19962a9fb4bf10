// Work within a transaction that may fail and leave no trace.
#pragma once
#include <nucleus/pg/database.hpp>
#include <optional>

namespace nucleus::crud {

enum class outcome : bool { undo, keep };

constexpr pg::statement set_savepoint{"crud.savepoint.set", "SAVEPOINT attempt"};
constexpr pg::statement drop_savepoint{"crud.savepoint.drop", "RELEASE SAVEPOINT attempt"};
constexpr pg::statement return_to_savepoint{"crud.savepoint.undo", "ROLLBACK TO SAVEPOINT attempt"};

/// Does `work`, a task<outcome>(), and keeps what it did if it says so. What PostgreSQL refused of
/// it is undone and answered; the transaction goes on.
template <class Work>
task<std::optional<pg::query_failure>> within_savepoint(pg::transaction& tx, Work work) {
    std::optional<pg::query_failure> failed;
    auto then = outcome::undo;
    co_await tx.run(set_savepoint);
    try {
        then = co_await work();
    } catch (const pg::query_failure& f) {
        failed = f;
    }
    if (failed || then == outcome::undo) co_await tx.run(return_to_savepoint);
    co_await tx.run(drop_savepoint); // those of ten thousand attempts would lie in each other
    co_return failed;
}

}
