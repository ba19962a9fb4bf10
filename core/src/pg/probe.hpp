// Short blocking questions to a server, for processes that do not serve.
#pragma once
#include <cstdint>
#include <map>
#include <string>

namespace nucleus::pg {

enum class presence : std::uint8_t { away, starting, accepts };

/// Whether the server of that connection string accepts connections.
[[nodiscard]] presence ping(const std::string& dsn) noexcept;

/// Makes the database `name` over a connection to another one, unless it is there. Throws
/// std::runtime_error with PostgreSQL's reason.
void ensure_database(const std::string& dsn, const std::string& name);

/// A connection string as the environment variables that libpq's programs read, so that no password
/// appears in a list of processes. Throws std::runtime_error when it is malformed.
[[nodiscard]] std::map<std::string, std::string> environment_of(const std::string& dsn);

}
