// Cancelling a statement in the server, which libpq can only do by blocking.
#pragma once
#include "pg/libpq.hpp"
#include <memory>

namespace nucleus::pg {

/// Sends cancel requests from a thread of its own, made when the first is needed. The destructor
/// waits a moment for what is under way, and no longer: a server that has vanished would hold it up
/// for minutes.
class canceller {
public:
    canceller();
    ~canceller();
    canceller(const canceller&) = delete;
    canceller& operator=(const canceller&) = delete;

    void cancel(libpq_ptr<PGcancel> what);

private:
    struct queue;
    std::shared_ptr<queue> queue_; // the thread holds it too
};

}
