// JSON paths: how faults and origins name a spot ("$.server.cors.origins[0]").
#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace nucleus::config {

inline constexpr std::string_view document_root = "$";

/// `path` with one more step; names that are not plain words are quoted.
[[nodiscard]] std::string member_path(std::string_view path, std::string_view key);
[[nodiscard]] std::string item_path(std::string_view path, std::size_t index);

/// The path of a JSON Pointer ("/cors/origins/0") or of a bare name below `path`.
[[nodiscard]] std::string path_below(std::string_view path, std::string_view pointer);

/// The steps of "/a/b/0", "$.a.b[0]" or "a.b".
[[nodiscard]] std::vector<std::string> steps_of(std::string_view path_or_pointer);

}
