// What is said to somebody.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

namespace hello {

struct manners {
    std::string_view greeting;
    std::int64_t friend_after;
};

/// "Hello, Ada!", and "Hello, Ada, my friend!" once she was greeted often enough.
[[nodiscard]] std::string wording(const manners& m, std::string_view name, std::int64_t times);

}
