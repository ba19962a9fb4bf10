// Work that comes round: pruning, refreshing, reporting.
#pragma once
#include <chrono>
#include <functional>
#include <memory>
#include <nucleus/async/task.hpp>
#include <string_view>

namespace nucleus {

/// Runs `work` on `context` at start() and then again `every` so long after each round ended; one
/// round at a time. A round that throws is logged under `name`, and the next one comes; of those
/// that fail in a row for the same reason only the first is logged, then that the work goes on.
/// Meanwhile the wait doubles, up to 10 s where `every` is less. Used from the context's thread;
/// what `work` refers to outlives the context.
class recurring {
public:
    recurring(boost::asio::io_context& context, std::string_view name,
              std::chrono::milliseconds every, std::function<task<void>()> work);
    ~recurring(); ///< stops; may come after the context is gone
    recurring(const recurring&) = delete;
    recurring& operator=(const recurring&) = delete;

    void start();         ///< once
    void stop() noexcept; ///< no further round; one under way is not interrupted

private:
    struct state;
    std::shared_ptr<state> state_; // a round under way holds it too
};

}
