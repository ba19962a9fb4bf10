#include "http/middleware/identity_headers.hpp"
#include "http/head.hpp"
#include <algorithm>
#include <array>

namespace nucleus::http {

namespace {

bool is_ours(const header& h) {
    constexpr std::array<std::string_view, 5> ours{"x-user-id", "x-user-roles", "x-user-claims",
                                                   "x-tenant-schema", "x-auth-type"};
    if (h.name.size() < 9 || (h.name.front() | 0x20) != 'x' || h.name[1] != '-') return false;
    return std::ranges::any_of(ours,
                               [&](std::string_view name) { return equals_lower(h.name, name); });
}

}

void strip_identity_headers(request& r) { std::erase_if(r.headers, is_ours); }

}
