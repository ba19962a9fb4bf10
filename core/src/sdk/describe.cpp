// From C++ names to JSON names.
#include <nucleus/describe.hpp>

namespace nucleus::detail {

namespace {
std::string joined(std::string_view snake, bool raise_first) {
    std::string out;
    bool raise = raise_first;
    for (const char c : snake) {
        if (c == '_' && !out.empty()) {
            raise = true;
        } else if (c != '_') {
            out += raise && c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
            raise = false;
        }
    }
    return out;
}
}

std::string camel_case(std::string_view snake) { return joined(snake, false); }
std::string pascal_case(std::string_view snake) { return joined(snake, true); }

}
