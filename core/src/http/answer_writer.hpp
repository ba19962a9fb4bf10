// Serialises answers into the connection's output.
#pragma once
#include "http/exchange.hpp"
#include "http/reason_phrase.hpp"
#include <ctime>

namespace nucleus::http {

/// Appends the whole answer to x.out.
void write_answer(exchange& x);
/// Appends the head of a streamed answer.
void write_streaming_head(exchange& x, bool chunked);

/// IMF-fixdate: "Sun, 06 Nov 1994 08:49:37 GMT".
void format_http_date(std::time_t at, std::string& into);

}
