// How long statements take.
#pragma once
#include "pg/request.hpp"

namespace nucleus::pg {

/// From when it was sent until now, into the histogram of its name; a slow one is logged, by its
/// name alone.
void record(const request& r);

}
