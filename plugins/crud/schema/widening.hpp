// Types of which one takes every value of the other.
#pragma once
#include <string>

namespace nucleus::crud {

/// Every value of `from` fits `to`, and PostgreSQL need not rewrite the rows. In the words of
/// format_type.
[[nodiscard]] bool widens(const std::string& from, const std::string& to);

}
