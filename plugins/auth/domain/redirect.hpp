// Where a mailed link may lead in the end. Pure.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace nucleus::auth {

/// Whether `target` is one of the list, or begins with one of it that ends in "/". A web address
/// without control characters and backslashes, which browsers read in ways of their own.
[[nodiscard]] bool may_redirect(const std::vector<std::string>& list, std::string_view target);

/// Why an entry of the list would allow nothing, or everything.
[[nodiscard]] std::optional<std::string> fault_of_redirect(const std::string& entry);

}
