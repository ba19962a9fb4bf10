// Cancelling a statement in the server, which libpq can only do by blocking.
#pragma once
#include "pg/libpq.hpp"
#include <boost/asio/thread_pool.hpp>
#include <optional>

namespace nucleus::pg {

/// Sends cancel requests from a thread of its own, made when the first is needed. The destructor
/// waits for what is under way.
class canceller {
public:
    void cancel(libpq_ptr<PGcancel> what);

private:
    std::optional<boost::asio::thread_pool> thread_;
};

}
