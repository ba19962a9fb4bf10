// Finds what the client offers to prove who it is. Knows nothing about what it is worth.
#pragma once
#include <nucleus/services/identity.hpp>
#include <optional>

namespace nucleus::http {

/// The credential of a request: Authorization: Bearer (an API key when it begins with nk_) or
/// X-Api-Key; else the access cookie; else none. Other Authorization schemes are not ours and
/// ignored. Two credentials in headers are `two_credentials`.
[[nodiscard]] result<std::optional<credential>> find_credential(const request& r,
                                                                std::string_view cookie_name);

}
