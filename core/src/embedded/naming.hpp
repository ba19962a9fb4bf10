// The names of a cluster's database and sockets, and how to write a connection string.
#pragma once
#include <filesystem>
#include <string>
#include <string_view>

namespace nucleus::embedded {

/// The database of an application: lower case, digits and underscores, never one of PostgreSQL's.
[[nodiscard]] std::string database_name(std::string_view app_id);

/// A value of a libpq connection string, quoted.
[[nodiscard]] std::string quoted_value(std::string_view value);

/// Where the server of that data folder has its socket. Short, whatever the data folder is called:
/// the address of a Unix socket ends at 107 bytes.
[[nodiscard]] std::filesystem::path socket_folder(const std::filesystem::path& data);

/// The connection string of a database behind that socket.
[[nodiscard]] std::string connection_string(const std::filesystem::path& sockets,
                                            std::string_view database);

inline constexpr std::string_view role = "nucleus"; ///< who owns the cluster
inline constexpr std::string_view port = "5432";    ///< only part of the socket's name

}
