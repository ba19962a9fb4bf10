#include "housekeeping.hpp"
#include "store/failure_store.hpp"
#include "store/password_store.hpp"
#include "store/session_store.hpp"

namespace nucleus::auth {

namespace {
/// How long it can be told that there was a session.
constexpr std::chrono::days history{30};
}

/// A database that is away is logged, and the next hour will do.
task<void> housekeeping::tidy() {
    const auto now = clock{}.now();
    const auto counted = settings_.now()->authentication.lockout.duration;
    for (const auto& schema : schemas_) {
        const pg::call call{schema};
        const instant failures_before{now - counted};
        co_await prune_failures(database_, call, failures_before);
        const instant sessions_before{now - history};
        co_await prune_sessions(database_, call, sessions_before);
        co_await prune_resets(database_, call, sessions_before);
    }
}

}
