// Authenticated encryption of what rests in a database (AES-256-GCM, NIST SP 800-38D). Any thread.
#pragma once
#include <nucleus/secret_string.hpp>
#include <optional>
#include <string>
#include <string_view>

namespace nucleus::crypto {

/// `key` has 32 bytes (config_snapshot::derived_key). What is sealed is 28 bytes longer than
/// `text`, with a nonce of its own; `context` says where it stands, e.g. the row's id, and must be
/// the same to open it. Throws std::invalid_argument for another length of the key.
[[nodiscard]] std::string seal(const secret_string& key, std::string_view text,
                               std::string_view context);
/// None: another key or context, or it was changed.
[[nodiscard]] std::optional<std::string>
open_sealed(const secret_string& key, std::string_view sealed, std::string_view context);

}
