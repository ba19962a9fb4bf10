// Rows of a schema that is a copy of another one.
#pragma once
#include <nucleus/clock.hpp>
#include <nucleus/pg/database.hpp>

namespace nucleus::auth {

/// Voids all links that were mailed and are not used, and ends all sessions, waiting ones included.
/// The caller commits.
task<void> void_links_and_sessions(pg::transaction& tx, instant now);

}
