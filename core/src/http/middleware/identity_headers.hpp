// Headers that only the server may set are taken out of what clients send.
#pragma once
#include <array>
#include <nucleus/http/message.hpp>

namespace nucleus::http {

inline constexpr std::array<std::string_view, 5> identity_headers{
    "x-user-id", "x-user-roles", "x-user-claims", "x-tenant-schema", "x-auth-type"};

/// Removes them.
void strip_identity_headers(request& r);

}
