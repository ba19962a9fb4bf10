// Opening a connection without blocking.
#pragma once
#include "pg/libpq.hpp"
#include "pg/statement_cache.hpp"
#include <boost/asio/io_context.hpp>
#include <chrono>
#include <nucleus/async/task.hpp>
#include <string>
#include <vector>

namespace nucleus::pg {

/// What every session of one kind is opened with.
struct session_options {
    std::string dsn;
    std::chrono::milliseconds statement_timeout{0}; ///< 0: none
    bool read_only = false;
    prepared_limits most_prepared{};
};

/// Keywords and values for libpq: the DSN's own, then nucleusd's, whose settings win. Throws
/// std::runtime_error with libpq's reason when the DSN cannot be read.
struct connection_parameters {
    std::vector<std::string> keywords, values;
};
[[nodiscard]] connection_parameters parameters_of(const session_options& o);

/// The text with every occurrence of the DSN's password blotted out.
[[nodiscard]] std::string without_password(std::string text, const std::string& dsn);

/// An open connection that does not block, or why there is none (the password blotted out).
struct connect_result {
    libpq_ptr<PGconn> connection;
    std::string problem;
};
task<connect_result> open_connection(boost::asio::io_context& io, session_options o,
                                     std::chrono::milliseconds limit);

}
