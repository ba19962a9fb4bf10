// Upkeep that comes round hourly, without waiting for an hour.
#pragma once
#include "auth_world.hpp"
#include "support/eventually.hpp"

namespace nucleus::testing {

/// Returns when all that comes round at the start of a server, so many kinds of work, has begun.
inline void wait_for_rounds(const auth_world& w, int works) {
    REQUIRE(eventually(
        [&] { return w.ask("SELECT count(*) FROM main.upkeep_rounds") == std::to_string(works); }));
}

/// Stops all servers and starts one when the next round of each is due.
inline void restart_when_due(auth_world& w, int works) {
    wait_for_rounds(w, works);
    w.stop_all();
    w.ask("UPDATE main.upkeep_rounds SET begun_at = now() - interval '1 hour'");
    w.add_node();
}

}
