#include "queries/checked_database.hpp"
#include "pg/failures.hpp"
#include "pg/result_rows.hpp"
#include "pg/sql_text.hpp"
#include <stdexcept>

namespace nucleus::fuzz {

namespace {

class checked_transaction final : public pg::transaction {
public:
    explicit checked_transaction(checked_database& db, std::string_view schema)
        : db_{db}
        , schema_{schema} {
        db_.script("BEGIN");
    }
    ~checked_transaction() override {
        if (open_) db_.script("ROLLBACK");
    }
    checked_transaction(const checked_transaction&) = delete;
    checked_transaction& operator=(const checked_transaction&) = delete;

    task<pg::rows> run(const pg::statement& s, pg::parameters p) override {
        co_return db_.run(s, p, schema_);
    }
    task<std::uint64_t> copy_in(const pg::statement&, pg::copy_source) override {
        throw std::logic_error("no list copies rows in");
    }
    task<void> commit() override { co_return end("COMMIT"); }
    task<void> rollback() override { co_return end("ROLLBACK"); }
    task<void> script(std::string_view sql) override { co_return db_.script(std::string{sql}); }
    task<void> notify(std::string_view, std::string_view) override { co_return; }
    [[nodiscard]] std::string_view schema() const noexcept override { return schema_; }

private:
    void end(const char* how) {
        open_ = false;
        db_.script(how);
    }
    checked_database& db_;
    std::string schema_;
    bool open_ = true;
};

}

checked_database::checked_database(const std::string& dsn)
    : connection_{::PQconnectdb((dsn + " options='-c TimeZone=UTC -c DateStyle=ISO,YMD "
                                       "-c IntervalStyle=iso_8601 -c bytea_output=hex "
                                       "-c default_transaction_read_only=on "
                                       "-c statement_timeout=20s'")
                                    .c_str()),
                  &::PQfinish} {
    if (::PQstatus(connection_.get()) != CONNECTION_OK)
        throw std::runtime_error(::PQerrorMessage(connection_.get()));
}

pg::rows checked_database::run(const pg::statement& s, const pg::parameters& p,
                               std::string_view schema) {
    pg::require_text(p, s.name);
    std::vector<const char*> values;
    for (const auto& v : p.values()) values.push_back(v ? v->c_str() : nullptr);
    statements.push_back(
        {std::string{s.name}, std::string{s.sql}, {p.values().begin(), p.values().end()}, {}, {}});
    const auto sql = pg::expand_schema(s.sql, schema);
    pg::libpq_ptr<PGresult> got{::PQexecParams(connection_.get(), sql.c_str(),
                                               static_cast<int>(values.size()), nullptr,
                                               values.data(), nullptr, nullptr, 0)};
    const auto status = ::PQresultStatus(got.get());
    if (status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK)
        return pg::make_rows(std::move(got));
    auto f = pg::failure_of(got.get(), s.name);
    statements.back().sqlstate = f.sqlstate.empty() ? "lost" : f.sqlstate;
    statements.back().message = f.message;
    throw std::move(f);
}

void checked_database::script(const std::string& sql) {
    const pg::libpq_ptr<PGresult> got{::PQexec(connection_.get(), sql.c_str())};
    if (::PQresultStatus(got.get()) != PGRES_COMMAND_OK)
        throw std::runtime_error(sql + ": " + ::PQerrorMessage(connection_.get()));
}

task<pg::rows> checked_database::read(pg::call c, const pg::statement& s, pg::parameters p) {
    co_return run(s, p, c.schema);
}

task<pg::rows> checked_database::write(pg::call c, const pg::statement& s, pg::parameters p) {
    co_return run(s, p, c.schema);
}

task<std::unique_ptr<pg::transaction>> checked_database::begin(pg::call c, bool) {
    co_return std::make_unique<checked_transaction>(*this, c.schema);
}

task<std::unique_ptr<pg::transaction>> checked_database::begin_reading(pg::call c, pg::reading) {
    co_return std::make_unique<checked_transaction>(*this, c.schema);
}

task<std::unique_ptr<pg::connection>> checked_database::hold(pg::call) {
    throw std::logic_error("no list keeps a connection");
}

}
