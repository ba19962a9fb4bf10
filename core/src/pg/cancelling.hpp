// Cancelling a statement in the server, which libpq can only do by blocking.
#pragma once
#include "pg/libpq.hpp"
#include <boost/asio/thread_pool.hpp>
#include <optional>

namespace nucleus::pg {

/// Sends cancel requests from a thread of its own, made when the first is needed. The destructor
/// waits until all were sent.
class canceller {
public:
    canceller() = default;
    ~canceller() {
        if (thread_) thread_->join();
    }
    canceller(const canceller&) = delete;
    canceller& operator=(const canceller&) = delete;

    void cancel(libpq_ptr<PGcancel> what);

private:
    std::optional<boost::asio::thread_pool> thread_;
};

}
