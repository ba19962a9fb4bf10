// The key that all others are derived from.
#pragma once
#include <filesystem>
#include <nucleus/secret_string.hpp>
#include <string_view>

namespace nucleus::config {

/// The key kept in `file`, made there (0600, with its folder) if there is none. Several processes
/// may do this at once: one of them makes it, all read the same. Throws std::runtime_error with
/// what to do.
[[nodiscard]] secret_string read_or_make_key(const std::filesystem::path& file);

/// 32 bytes for one purpose: HKDF-SHA256 without salt, info = `use`.
[[nodiscard]] secret_string derive_key(std::string_view master, std::string_view use);

}
