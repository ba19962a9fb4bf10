// One open connection to PostgreSQL, pipelined. The only place that sends and receives.
#pragma once
#include "pg/borrowed_socket.hpp"
#include "pg/command_queue.hpp"
#include "pg/statement_cache.hpp"
#include <functional>
#include <memory>

namespace nucleus::pg {

/// Belongs to one context's thread. Callbacks and waiters run from its read loop, never from inside
/// a send; what fails in a send shows up as loss on a later turn.
class session : public std::enable_shared_from_this<session> {
public:
    struct callbacks {
        /// A request has its outcome in `r->how`; by default its waiter is resumed.
        std::function<void(ticket)> finished;
        /// The connection is gone. `waiting` had no answer yet.
        std::function<void(session&, std::vector<ticket> waiting)> lost;
        std::function<void(std::string_view payload)> notified;
    };

    session(boost::asio::io_context& io, libpq_ptr<PGconn> open, prepared_limits most_prepared);
    ~session();

    /// Begins to read. Call once, when owned by a shared_ptr.
    void start(callbacks c);
    /// Sends a read as part of the open batch; its waiter is told when its own result is there.
    void send_batched(ticket t);
    /// A batch of its own, closed by a Sync; its waiter is told once that is answered, which is
    /// when an implicit transaction has been committed.
    void send_alone(ticket t);
    /// Closes the open batch, if there is one, and flushes.
    void sync();
    /// Takes a waiter back: its answer will be dropped.
    [[nodiscard]] ticket drop(const request* r) { return sent_.drop(r); }
    [[nodiscard]] request* overdue(steady::time_point now) const { return sent_.overdue(now); }
    /// Ends it without telling anybody but the waiters, who are returned.
    std::vector<ticket> close();

    [[nodiscard]] bool open() const noexcept { return connection_ != nullptr && !broken_; }
    [[nodiscard]] bool idle() const noexcept { return sent_.empty(); }
    /// Whether nobody waits for anything here.
    [[nodiscard]] bool deserted() const noexcept { return !sent_.any_waiter(); }
    /// The statement that the others wait for is remembered as one that holds up.
    void blame(steady::time_point now) noexcept {
        if (const auto* r = sent_.oldest()) r->text->pace.held_up(now);
    }
    [[nodiscard]] int open_batch() const noexcept { return sent_.open_batch(); }
    [[nodiscard]] PGTransactionStatusType transaction_status() const noexcept;
    [[nodiscard]] libpq_ptr<PGcancel> canceller() const;
    /// How long its oldest statement has been waiting without any answer on the connection.
    [[nodiscard]] steady::duration stalled(steady::time_point now) const noexcept {
        return idle() ? steady::duration::zero() : now - progress_;
    }
    /// Looks for input without waiting: what TLS holds decrypted, no socket announces.
    void poke();
    [[nodiscard]] steady::time_point opened() const noexcept { return opened_; }
    /// Different ones, as often as one was pushed out counted again: how much PostgreSQL has
    /// gathered for it.
    [[nodiscard]] std::uint64_t statements_seen() const noexcept { return statements_.seen(); }

private:
    void send(request& r, ticket on_query);
    void drop_leaving();
    void send_simple(ticket t);
    void feed();
    void send_text(command c, const char* sql);
    void expect(command c, int sent);
    void flush();
    void wait_readable();
    void receive();
    void take_results();
    void take_result(libpq_ptr<PGresult> got);
    void end_command();
    void finish(ticket t);
    void take_notifications();
    void fail();
    void fail_later();

    boost::asio::io_context& io_;
    libpq_ptr<PGconn> connection_;
    borrowed_socket socket_;
    callbacks told_;
    command_queue sent_;
    statement_cache statements_;
    std::vector<const char*> values_; // reused
    steady::time_point opened_, progress_;
    const copy_source* input_ = nullptr; ///< of the COPY under way
    bool broken_ = false, writing_ = false, copying_ = false, command_ok_ = true;
};

}
