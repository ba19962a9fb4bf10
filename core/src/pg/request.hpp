// One statement on its way to a connection and back.
#pragma once
#include "pg/libpq.hpp"
#include "pg/statement_texts.hpp"
#include "pg/suspend.hpp"
#include <array>
#include <nucleus/clock.hpp>
#include <nucleus/pg/database.hpp>
#include <vector>

namespace nucleus::pg {

enum class outcome : std::uint8_t {
    waiting,
    answered,
    refused,     ///< `result` is the error
    skipped,     ///< an earlier statement of its batch was refused
    lost,        ///< with the connection
    unavailable, ///< no connection in time
    deadline,    ///< the caller's time is over
    cancelled,   ///< the caller went away
};

/// How a request is sent.
enum class protocol : std::uint8_t {
    extended, ///< with values, in the pipeline
    simple,   ///< several statements at once
    copy      ///< COPY … FROM STDIN and its data
};

struct request;

/// A request and who waits for it. The request is gone once `resume` was called.
struct ticket {
    request* r = nullptr;
    resume_handler resume;
};

/// Lives in the frame of the coroutine that waits for it.
struct request {
    std::shared_ptr<const statement_text> text;
    const parameters* values = nullptr;
    steady::time_point deadline = steady::time_point::max();
    /// SQL without parameters to send ahead of it in its batch, in this order; null: nothing.
    std::array<const char*, 2> before{};
    protocol by = protocol::extended;
    const copy_source* input = nullptr; ///< of copy

    outcome how = outcome::waiting;
    std::shared_ptr<PGresult> result;
    steady::time_point started{}; ///< none: it was never sent itself
    bool shareable = false;       ///< may be told what another is who asks the same
    bool named = false;           ///< ran as a prepared statement
    bool again = false;           ///< is sent for the second time
    /// Ask the same, and are told what this one is.
    std::vector<ticket> followers;
};

/// Tells all of them.
void complete(ticket t, outcome how);

/// Takes `r` out of those who wait together under `head`; nothing when it is not among them. If it
/// is the head itself, the first of its followers takes its place, or nobody.
[[nodiscard]] ticket leave(ticket& head, const request* r);

/// One of those under `head` whose deadline is over.
[[nodiscard]] request* overdue_of(const ticket& head, steady::time_point now) noexcept;

/// What the outcome of a request says about its prepared plan.
enum class plan_is : std::uint8_t {
    good,
    outdated, ///< it no longer fits the table (0A000)
    unknown,  ///< the server has none of that name (26000)
};
[[nodiscard]] plan_is plan_state(const request& r) noexcept;
[[nodiscard]] inline bool plan_is_stale(const request& r) noexcept {
    return plan_state(r) != plan_is::good;
}

}
