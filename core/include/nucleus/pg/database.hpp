// PostgreSQL, as plugins use it.
#pragma once
#include <chrono>
#include <functional>
#include <memory>
#include <nucleus/async/task.hpp>
#include <nucleus/error.hpp>
#include <nucleus/pg/value.hpp>
#include <string>
#include <string_view>

namespace nucleus::pg {

/// SQL with a name. `{schema}` in the text becomes the quoted schema of the request, so that every
/// table is qualified. The name keys metrics and the slow-query log. Both texts must outlive the
/// call; SQL that carries literals of a request must not exist: bind them.
struct statement {
    std::string_view name;
    std::string_view sql;
    bool heavy = false; ///< read(): take a pooled connection instead of the shared pipeline
    /// read(): the same until it was seen to be quick; for what a client composes.
    bool unproven = false;
    /// read(): when it is asked several times at once with the same values, PostgreSQL may be asked
    /// once and all are told that. For what calls nothing volatile (random(), nextval() …).
    bool shareable = false;
};

/// PostgreSQL refused a statement. Ends the request unless caught; core maps the SQLSTATE to a
/// status (23505 → 409 duplicate, 23503 → 409, 23502/23514 → 422, 57014 → 504, …).
class query_failure : public std::exception {
public:
    query_failure() = default;
    ~query_failure() override;
    std::string sqlstate; ///< five characters; empty: the connection was lost
    std::string message;  ///< of PostgreSQL; may hold data: log it at debug only, never answer it
    std::string schema, table, column, constraint;
    std::string statement;     ///< its name
    std::size_t copy_line = 0; ///< copy_in(): 1-based line of the row at fault; 0: not known
    [[nodiscard]] const char* what() const noexcept override { return message.c_str(); }
};

/// The data of a COPY, piece by piece: each call answers the next one, which lives until the call
/// after; an empty one is the end. Runs on the worker while PostgreSQL works on what came before;
/// does not throw.
using copy_source = std::function<std::string_view()>;

/// A connection leased for one transaction. Destroyed without commit(), it is rolled back and the
/// connection returned or discarded. One statement at a time; stays on its worker.
class transaction {
public:
    virtual ~transaction();
    virtual task<rows> run(const statement& s, parameters p = {}) = 0;
    /// COPY … FROM STDIN: sends what `data` supplies, in the format that the statement names, and
    /// answers how many rows it was.
    virtual task<std::uint64_t> copy_in(const statement& s, copy_source data) = 0;
    virtual task<void> commit() = 0;
    virtual task<void> rollback() = 0;
    /// SQL without parameters, several statements allowed; for migrations and DDL only.
    virtual task<void> script(std::string_view sql) = 0;
    /// Announces an invalidation to every node when this commits (services/bus.hpp).
    virtual task<void> notify(std::string_view topic, std::string_view payload) = 0;
    [[nodiscard]] virtual std::string_view schema() const noexcept = 0;
};

/// A connection kept for a longer job: several transactions, and statements that PostgreSQL takes
/// outside of one only (CREATE INDEX CONCURRENTLY). Settings and advisory locks of its session end
/// with it: destroyed, it is closed instead of returned. One statement at a time; stays on its
/// worker.
class connection {
public:
    virtual ~connection();
    /// A transaction; the one before must have been committed or rolled back.
    virtual task<std::unique_ptr<transaction>> begin() = 0;
    /// SQL without parameters outside of a transaction. Several statements are one transaction.
    virtual task<void> script(std::string_view sql) = 0;
};

/// How long a statement may run and wait: the request's deadline.
struct call {
    std::string_view schema = "main";
    std::chrono::steady_clock::time_point deadline = std::chrono::steady_clock::time_point::max();
};

/// How long a reading transaction keeps its connection: as PostgreSQL needs (half of the
/// connections may be given away to such), or as the client needs who is sent what was read (a
/// quarter).
enum class reading : std::uint8_t { brief, lengthy };

/// One worker's way to the database. Not shared between threads. Every operation throws
/// query_failure, or failure{errors::database_unavailable} when no connection could be had in time,
/// or failure{errors::deadline_passed}.
class database {
public:
    virtual ~database();
    /// A read on the shared, batched pipeline: a batch is one implicit read-only transaction.
    virtual task<rows> read(call c, const statement& s, parameters p = {}) = 0;
    /// One statement in a transaction of its own, on a leased connection.
    virtual task<rows> write(call c, const statement& s, parameters p = {}) = 0;
    /// Leases a connection and opens a transaction (READ COMMITTED unless `serializable`).
    virtual task<std::unique_ptr<transaction>> begin(call c, bool serializable = false) = 0;
    /// A read-only transaction, all of whose statements see the same state.
    virtual task<std::unique_ptr<transaction>> begin_reading(call c,
                                                             reading how = reading::brief) = 0;
    /// Leases a connection to keep. The deadline holds for everything done on it.
    virtual task<std::unique_ptr<connection>> hold(call c) = 0;
};

/// True for 40001 and 40P01: the whole transaction may simply be run again.
[[nodiscard]] bool retryable(const query_failure& f) noexcept;

/// Runs `F(transaction&, args…)` in a transaction and commits it; a serialization failure or
/// deadlock starts it again, three times at most. F is a named coroutine returning task<R>; its
/// arguments are passed by reference each time.
template <auto F, class... Args> auto transact(database& db, call c, Args&... args)
    -> decltype(F(std::declval<transaction&>(), args...)) {
    using answer = typename decltype(F(std::declval<transaction&>(), args...))::value_type;
    for (int attempt = 1;; ++attempt) {
        try {
            auto tx = co_await db.begin(c);
            if constexpr (std::is_void_v<answer>) {
                co_await F(*tx, args...);
                co_await tx->commit();
                co_return;
            } else {
                auto r = co_await F(*tx, args...);
                co_await tx->commit();
                co_return r;
            }
        } catch (const query_failure& f) {
            if (!retryable(f) || attempt == 3) throw;
        }
    }
}

}
