// Whom the server runs as, and the folders that it needs.
#pragma once
#include "process/program.hpp"
#include <filesystem>

namespace nucleus::embedded {

/// Us; for root, whom PostgreSQL refuses, the user postgres. Throws std::runtime_error with what to
/// do when there is no such user.
[[nodiscard]] process::account server_account();

/// Makes the data folder if need be. Throws std::runtime_error with what to do when it cannot be
/// written, or the server's account cannot pass through.
void prepare_data_folder(const std::filesystem::path& data, const process::account& as);

/// Makes `folder` for the server's account alone, or takes one that is exactly that. Throws
/// std::runtime_error for whatever else is there: in /tmp anybody may have put it.
void prepare_socket_folder(const std::filesystem::path& folder, const process::account& as);

/// Makes an empty folder, 0700, that belongs to `as`; what was there is removed.
void make_private_folder(const std::filesystem::path& folder, const process::account& as);

}
