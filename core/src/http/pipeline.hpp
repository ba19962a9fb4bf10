// What happens to a request between head and answer, in order.
#pragma once
#include "http/exchange.hpp"

namespace nucleus::http {

/// Serves the request in `x`: afterwards its response is filled, or it was streamed, or x.abandoned
/// says that nobody is there to answer. Never throws.
task<void> serve(exchange& x);

/// Afterwards: serialises the answer, counts it, logs it.
void finish(exchange& x);

/// Answers a head that could not be parsed, in the same way.
void refuse_head(exchange& x, const refusal& why);

}
