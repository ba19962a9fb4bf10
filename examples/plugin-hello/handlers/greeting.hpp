// What both endpoints work on, and what both answer.
#pragma once
#include <atomic>
#include <nucleus/bind.hpp>

namespace hello {

/// One for all workers: what a reload may change is atomic.
struct hello_context {
    std::string greeting;
    std::atomic<int> friend_after{0};
};

struct greet_request {
    std::string name;
};
NUCLEUS_DESCRIBE(greet_request, (name, "Who is to be greeted", min_length(1), max_length(100)))

struct greeting {
    std::string text;
    std::int64_t times = 0;
    nucleus::instant greeted_at{};
};
NUCLEUS_DESCRIBE(greeting, (text, "What is said"), (times, "How often it was said by now"),
                 (greeted_at, "When last"))

inline constexpr nucleus::error_kind never_met{"never_met", 404, "We have not met yet."};

/// POST /hello
nucleus::task<nucleus::result<greeting>> greet(hello_context& hello, nucleus::request_context& rc,
                                               greet_request body);
/// GET /hello/:name
nucleus::task<nucleus::result<greeting>> look_up(hello_context& hello,
                                                 nucleus::request_context& rc);

}
