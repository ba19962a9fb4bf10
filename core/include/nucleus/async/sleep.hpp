// Waiting in a coroutine.
#pragma once
#include <nucleus/async/task.hpp>
#include <nucleus/clock.hpp>

namespace nucleus {

/// Returns at `t`, or when the coroutine is cancelled before; the thread does other work meanwhile.
task<void> sleep_until(steady::time_point t);

}
