#include "http/middleware/identity_headers.hpp"
#include "http/head.hpp"
#include <algorithm>

namespace nucleus::http {

namespace {

bool is_ours(const header& h) {
    if (h.name.size() < 9 || (h.name.front() | 0x20) != 'x' || h.name[1] != '-') return false;
    return std::ranges::any_of(identity_headers,
                               [&](std::string_view name) { return equals_lower(h.name, name); });
}

}

void strip_identity_headers(request& r) { std::erase_if(r.headers, is_ours); }

}
