// JSON text to a mutable document.
#pragma once
#include "config/report.hpp"
#include <boost/json/object.hpp>
#include <filesystem>
#include <optional>
#include <string_view>

namespace nucleus::config {

/// Reads one JSON object, strictly: no comments, no duplicate keys. `name` is what faults call the
/// source. Nothing when there are faults.
[[nodiscard]] std::optional<boost::json::object>
parse_document(std::string_view text, const std::string& name, report& found);

/// The same from a file.
[[nodiscard]] std::optional<boost::json::object> read_document(const std::filesystem::path& file,
                                                               report& found);

}
