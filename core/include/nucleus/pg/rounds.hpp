// Upkeep that one node does for all.
#pragma once
#include <chrono>
#include <nucleus/async/task.hpp>
#include <nucleus/clock.hpp>
#include <nucleus/pg/database.hpp>
#include <optional>
#include <string_view>

namespace nucleus::pg {

/// One that was begun, by whoever has it. When it was not heard of for ten minutes it has failed,
/// and the next one is due. Belongs to one coroutine.
class round {
public:
    round(database& db, call home, std::string_view work)
        : db_{&db}
        , home_{home}
        , work_{work} {}
    /// To be called on the way, as often as one likes: it is written down once a minute.
    task<void> goes_on(steady::time_point now = steady::now());
    /// To be called when all of it is done.
    task<void> done();

private:
    database* db_;
    call home_;
    std::string_view work_;
    steady::time_point heard_of_ = steady::now();
};

/// A round of `work`, when one is due: because nothing has been heard of the last one for `every`,
/// or there was none. Of all nodes that ask, also after a restart, one gets it. `home`: the first
/// of start_context::schemas, where this is kept; it and `work` outlive the round. To be asked more
/// often than a round may be due.
[[nodiscard]] task<std::optional<round>>
begin_round(database& db, call home, std::string_view work,
            std::chrono::seconds every = std::chrono::hours{1});

/// How often to ask, where the time between two rounds is an hour.
inline constexpr std::chrono::minutes between_looks{1};

}
