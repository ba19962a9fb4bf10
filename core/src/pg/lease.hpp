// A connection in one caller's hands.
#pragma once
#include "pg/pool.hpp"

namespace nucleus::pg {

/// Goes back to its pool by itself, in whatever state it is; `for_once`: is closed there.
class lease {
public:
    lease(std::shared_ptr<pool> from, std::shared_ptr<session> s, bool for_once = false)
        : from_{std::move(from)}
        , session_{std::move(s)}
        , for_once_{for_once} {}
    ~lease() {
        if (for_once_)
            from_->retire(std::move(session_));
        else
            from_->give_back(std::move(session_));
    }
    lease(const lease&) = delete;
    lease& operator=(const lease&) = delete;

    /// Sends `r` alone and waits for its outcome. Past r.deadline, or when the caller is cancelled,
    /// the statement is cancelled in the server and the connection is not used again.
    task<void> run(request& r);
    [[nodiscard]] bool in_transaction() const {
        return session_->open() && session_->transaction_status() != PQTRANS_IDLE;
    }

private:
    std::shared_ptr<pool> from_;
    std::shared_ptr<session> session_;
    bool for_once_;
};

}
