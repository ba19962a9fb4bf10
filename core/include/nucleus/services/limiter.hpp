// Budgets beyond those of an address and of a caller: of whatever a handler counts.
#pragma once
#include <chrono>
#include <nucleus/async/task.hpp>
#include <nucleus/error.hpp>
#include <nucleus/http/request_context.hpp>
#include <optional>
#include <string_view>

namespace nucleus {

/// What may be spent in a window; after an excess it may be refused for longer.
struct spending {
    std::chrono::milliseconds window;
    int max;
    std::optional<std::chrono::milliseconds> block{};
};

/// Counts as `rateLimit` has it: by its strategy, on this node or on all of them together, or not
/// at all. Provided by core, for handlers.
class limiter {
public:
    static constexpr std::string_view service_name = "limiter";
    virtual ~limiter();
    /// Draws on a budget of `subject` that is as large as that of the request's endpoint (for
    /// limit::auth, rateLimit.authRoutes) and has to be returned like this: `rate_limited`, or
    /// `rate_limit_unavailable` when nobody can tell and rateLimit.failClosed is set. `kind` tells
    /// subjects of one kind from those of others, "auth.account"; `subject` is kept as a MAC at
    /// most. Successes count in any case. A budget that is not spent is not told, for others may
    /// draw on it, too.
    virtual task<result<void>> take(request_context& rc, std::string_view kind,
                                    std::string_view subject) = 0;
    /// The same on a budget of its own size.
    virtual task<result<void>> take(request_context& rc, std::string_view kind,
                                    std::string_view subject, const spending& budget) = 0;
};

}
