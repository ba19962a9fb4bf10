// SQLSTATE to failure: the one table.
#pragma once
#include <nucleus/error.hpp>
#include <string_view>

namespace nucleus::http {

/// The failure that a client is told about; null for what is our own fault (500). An empty state
/// means that the connection was lost.
[[nodiscard]] const error_kind* kind_of_sqlstate(std::string_view sqlstate) noexcept;

}
