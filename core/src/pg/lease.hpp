// A connection in one caller's hands.
#pragma once
#include "pg/pool.hpp"

namespace nucleus::pg {

/// Goes back to its pool by itself, in whatever state it is.
class lease {
public:
    lease(std::shared_ptr<pool> from, std::shared_ptr<session> s)
        : from_{std::move(from)}
        , session_{std::move(s)} {}
    ~lease() { from_->give_back(std::move(session_)); }
    lease(const lease&) = delete;
    lease& operator=(const lease&) = delete;

    /// Sends `r` alone and waits for its outcome. Past r.deadline, or when the caller is cancelled,
    /// the statement is cancelled in the server and the connection is not used again.
    task<void> run(request& r);

private:
    std::shared_ptr<pool> from_;
    std::shared_ptr<session> session_;
};

}
