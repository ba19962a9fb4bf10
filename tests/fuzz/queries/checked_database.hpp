// The database as the store sees it: each statement is run by PostgreSQL at once, on a connection
// of the test's, and kept with what became of it.
#pragma once
#include <libpq-fe.h>
#include <memory>
#include <nucleus/pg/database.hpp>

namespace nucleus::fuzz {

struct sent {
    std::string name, sql;
    std::vector<std::optional<std::string>> values;
    std::string sqlstate, message; ///< empty: it was fine
};

class checked_database final : public pg::database {
public:
    explicit checked_database(const std::string& dsn);

    task<pg::rows> read(pg::call c, const pg::statement& s, pg::parameters p = {}) override;
    task<pg::rows> write(pg::call c, const pg::statement& s, pg::parameters p = {}) override;
    task<std::unique_ptr<pg::transaction>> begin(pg::call c, bool serializable = false) override;
    task<std::unique_ptr<pg::transaction>> begin_reading(pg::call c, pg::reading how) override;
    task<std::unique_ptr<pg::connection>> hold(pg::call c) override; ///< throws: nobody asks here

    /// Runs it and keeps it; throws query_failure.
    pg::rows run(const pg::statement& s, const pg::parameters& p, std::string_view schema);
    void script(const std::string& sql);

    std::vector<sent> statements; ///< since they were last cleared

private:
    std::unique_ptr<PGconn, decltype(&::PQfinish)> connection_;
};

}
