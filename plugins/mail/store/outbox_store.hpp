// mail_outbox of the home schema.
#pragma once
#include "domain/retry.hpp"
#include <nucleus/pg/database.hpp>
#include <string>
#include <vector>

namespace nucleus::mailing {

/// A mail as it rests: `data` is sealed.
struct outbox_row {
    uuid id;
    std::string recipient, purpose, data;
    instant expires_at{};
};

/// One that was claimed, its attempt counted already.
struct claimed_row : outbox_row {
    instant written{};
    attempt_state state{};
    instant held_until{}; ///< the end of the lease, by which this claim is told from others
};

/// How long a claim holds: longer than any attempt takes.
inline constexpr std::chrono::seconds lease{120};

/// Inserts into the home schema, whatever the schema of the transaction.
class outbox_writer {
public:
    explicit outbox_writer(std::string_view home);
    task<void> insert(pg::transaction& tx, const outbox_row& row) const;

private:
    std::string sql_;
};

/// Takes up to 20 rows that are due and have not expired, of each schema in turn; nobody else gets
/// them until the lease is over.
task<std::vector<claimed_row>> claim_due(pg::database& db, std::string home);
/// What became of an attempt. False where that is recorded already, or the row was claimed anew,
/// which matters to no mail that was sent.
task<bool> record(pg::database& db, std::string home, const claimed_row& row, const verdict& v);

/// One that became a dead letter because its time was over.
struct expired_row {
    uuid id;
    std::string purpose;
    int attempts = 0;
    std::string reason;
};
/// Gives up to 500 of them up.
task<std::vector<expired_row>> expire_overdue(pg::database& db, std::string home);
task<std::int64_t> count_waiting(pg::database& db, std::string home);
/// Deletes what was sent a week ago, or has failed a month ago, and all of schemas that are gone.
task<void> prune(pg::database& db, std::string home);

}
