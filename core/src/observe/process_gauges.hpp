// What the operating system knows about this process, as metrics.
#pragma once
#include <nucleus/metrics.hpp>

namespace nucleus::metrics {

/// Registers process_* (memory, CPU, descriptors, threads, start time), read at each scrape.
void process_gauges(registry& r);

}
