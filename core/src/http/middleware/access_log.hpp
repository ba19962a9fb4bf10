// One line per request, without query values, bodies or credentials.
#pragma once
#include "http/exchange.hpp"
#include <chrono>

namespace nucleus::http {

/// Scope http.access, level info; costs a comparison when that is off.
void log_access(const exchange& x, std::chrono::nanoseconds took);

}
