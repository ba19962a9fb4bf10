#include "domain/wording.hpp"

namespace hello {

std::string wording(const manners& m, std::string_view name, std::int64_t times) {
    std::string text{m.greeting};
    text.append(", ").append(name);
    if (times >= m.friend_after) text.append(", my friend");
    return text.append("!");
}

}
