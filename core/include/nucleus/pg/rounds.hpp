// Upkeep that one node does for all.
#pragma once
#include <chrono>
#include <nucleus/async/task.hpp>
#include <nucleus/pg/database.hpp>
#include <string_view>

namespace nucleus::pg {

/// Whether a round of `work` is due, because the last one began `every` ago or there was none. It
/// counts as begun then: of all nodes that ask, also after a restart, one is told so. One that was
/// not said to be done within ten minutes has failed, and the next is due. `home`: the first of
/// start_context::schemas, where this is kept. To be asked more often than that.
[[nodiscard]] task<bool> round_is_due(database& db, call home, std::string_view work,
                                      std::chrono::seconds every = std::chrono::hours{1});
/// To be called when all of it is done.
task<void> round_is_done(database& db, call home, std::string_view work);

/// How often to ask, where the time between two rounds is an hour.
inline constexpr std::chrono::minutes between_looks{1};

}
