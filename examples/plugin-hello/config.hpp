// The section `hello` of config.json.
#pragma once
#include <nucleus/describe.hpp>

namespace hello {

struct hello_config {
    std::string greeting = "Hello";
    int friend_after = 3;
};
NUCLEUS_DESCRIBE(hello_config, (greeting, "The first word", min_length(1), defaulted, restart),
                 (friend_after, "So many greetings make a friend", at_least(2), defaulted))

}
