// A real PostgreSQL of the test's own.
#pragma once
#include <map>
#include <nucleus/testing/temp_folder.hpp>
#include <string>
#include <sys/types.h>

namespace nucleus::testing {

/// A cluster in a folder of its own under /tmp: on a Unix socket, fsync off, superuser "postgres"
/// without a password. As root the server runs as the user postgres, else as the caller. Starts in
/// the constructor and is stopped and removed by the destructor. Throws std::runtime_error with the
/// end of the server's log when it does not start.
class private_postgres {
public:
    struct options {
        int port = 0;              ///< on which it listens on localhost as well; 0: it does not
        std::string settings = {}; ///< further lines of postgresql.conf
        std::map<std::string, std::string> files = {}; ///< put into the data folder
    };
    private_postgres()
        : private_postgres{options{}} {}
    explicit private_postgres(const options& o);
    ~private_postgres();
    private_postgres(const private_postgres&) = delete;
    private_postgres& operator=(const private_postgres&) = delete;

    /// Of a database of this cluster.
    [[nodiscard]] std::string dsn(const std::string& database = "postgres") const;
    /// A fast shutdown, waited for: sessions are cut, the data stays.
    void stop();
    /// Runs it again; returns once it accepts connections.
    void start();

private:
    temp_folder folder_;
    int port_ = 0;
    pid_t server_ = -1;
};

/// The DSN of a new, empty database on a cluster that all tests of this binary share.
[[nodiscard]] std::string fresh_database();

/// Runs SQL on a connection of its own; the first value of the last result. Throws
/// std::runtime_error with PostgreSQL's message.
std::string run_sql(const std::string& dsn, const std::string& sql);

}
