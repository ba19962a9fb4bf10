// The one place where exceptions become answers.
#pragma once
#include "http/exchange.hpp"

namespace nucleus::http {

/// Call inside a catch block: fills x's answer from the exception in flight, or marks x abandoned
/// when the client has gone or part of the answer is out already. Clients learn a code and the
/// request id; what happened is in the log under the same id.
void answer_current_exception(exchange& x);

}
