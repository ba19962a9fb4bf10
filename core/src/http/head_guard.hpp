// What a parsed head means for the framing of its message, and which heads must not be served.
//
// Every rule here closes a way to make two servers disagree about where a request ends (request
// smuggling) or whom it is for. Pure; knows no sockets.
#pragma once
#include "http/head.hpp"
#include <cstdint>

namespace nucleus::http {

/// How the message goes on after its head.
struct framing {
    std::uint64_t content_length = 0;
    bool chunked = false;
    bool keep_alive = true;
    bool expects_continue = false;
    [[nodiscard]] bool has_body() const noexcept { return chunked || content_length > 0; }
};

/// Checks `r` as parse_head made it and fills `f`; reduces an absolute-form target to path and
/// query. A refusal ends the connection after its answer: what follows cannot be trusted.
[[nodiscard]] refusal guard(request& r, framing& f);

}
