#include "housekeeping.hpp"
#include "store/failure_store.hpp"

namespace nucleus::auth {

/// A database that is away is logged, and the next hour will do.
task<void> housekeeping::forget_failures() {
    const auto now = clock{}.now();
    const auto kept = settings_.now()->authentication.lockout.duration;
    for (const auto& schema : schemas_) {
        const pg::call call{schema};
        const instant before{now - kept};
        co_await prune_failures(database_, call, before);
    }
}

}
