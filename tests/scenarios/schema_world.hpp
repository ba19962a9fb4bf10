// A database of the test's own, and declarations that `nucleusd migrate` brings it to.
#pragma once
#include "support/eventually.hpp"
#include "support/private_postgres.hpp"
#include "support/server_process.hpp"
#include <boost/json.hpp>
#include <catch2/catch_test_macros.hpp>
#include <libpq-fe.h>
#include <memory>
#include <thread>

namespace nucleus::testing {

inline bool has(const std::string& text, std::string_view part) {
    return text.find(part) != std::string::npos;
}

/// A connection that stays open, for transactions that others meet.
class sql_session {
public:
    explicit sql_session(const std::string& dsn)
        : connection_{::PQconnectdb((dsn + " application_name=rival").c_str()), &::PQfinish} {}
    /// The first value of the last result; "ERROR <sqlstate>" when it is refused.
    std::string run(const std::string& sql) {
        const std::unique_ptr<PGresult, decltype(&::PQclear)> got{
            ::PQexec(connection_.get(), sql.c_str()), &::PQclear};
        const char* state = ::PQresultErrorField(got.get(), PG_DIAG_SQLSTATE);
        if (state) return std::string{"ERROR "} + state;
        return ::PQntuples(got.get()) > 0 ? ::PQgetvalue(got.get(), 0, 0) : "";
    }
    [[nodiscard]] std::string pid() const {
        return std::to_string(::PQbackendPID(connection_.get()));
    }

private:
    std::unique_ptr<PGconn, decltype(&::PQfinish)> connection_;
};

/// A program that runs while the test goes on.
class under_way {
public:
    explicit under_way(std::function<finished()> f)
        : thread_{[this, f = std::move(f)] {
            result_ = f();
            over_ = true;
        }} {}
    ~under_way() {
        if (thread_.joinable()) thread_.join();
    }
    finished wait() {
        thread_.join();
        return result_;
    }
    [[nodiscard]] bool over() const { return over_; }

private:
    finished result_{};
    std::atomic<bool> over_{false};
    std::thread thread_;
};

/// One table, `items`, unless told otherwise.
inline std::string items(std::string_view columns, std::string_view more = "") {
    return R"([{"table_name":"items","columns":[)" + std::string{columns} + "]" +
           std::string{more} + "}]";
}

class schema_world {
public:
    explicit schema_world(const std::string& entities = "") {
        if (entities.empty()) return;
        const auto made = apply(entities);
        INFO(made.err);
        REQUIRE(made.code == 0);
    }

    [[nodiscard]] std::string sql(const std::string& text) const { return run_sql(dsn, text); }
    [[nodiscard]] static std::string config(const std::string& entities) {
        return R"({"appId":"schema-test","mode":"development","server":{"threads":1},)"
               R"("database":{"url":"DB_URL"},"entities":)" +
               entities + "}";
    }
    [[nodiscard]] std::map<std::string, std::string> environment() const {
        return {{"DB_URL", dsn}};
    }
    finished migrate(std::vector<std::string> verb, const std::string& entities) const {
        const temp_folder folder;
        const auto file = folder.write("config.json", config(entities)).string();
        verb.insert(verb.begin(), "migrate");
        verb.insert(verb.end(), {"--config", file});
        return run_nucleusd(verb, environment());
    }
    finished apply(const std::string& entities) const { return migrate({"apply"}, entities); }
    finished plan(const std::string& entities) const { return migrate({"plan"}, entities); }

    /// The schema as pg_catalog has it, file nodes included: equal when nothing was changed.
    [[nodiscard]] std::string catalog() const {
        return sql(R"(SELECT string_agg(line, E'\n' ORDER BY line) FROM (
            SELECT format('class %s %s %s', relname, relkind, relfilenode) AS line FROM pg_class
             WHERE relnamespace = 'main'::regnamespace
            UNION ALL SELECT format('column %s.%s %s %s %s', attrelid::regclass, attname,
                format_type(atttypid, atttypmod), attnotnull, pg_get_expr(adbin, adrelid))
              FROM pg_attribute LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
             WHERE attnum > 0 AND NOT attisdropped AND attrelid IN
                (SELECT oid FROM pg_class WHERE relnamespace = 'main'::regnamespace AND relkind = 'r')
            UNION ALL SELECT format('constraint %s %s', conname, pg_get_constraintdef(oid))
              FROM pg_constraint WHERE connamespace = 'main'::regnamespace
            UNION ALL SELECT format('index %s %s', pg_get_indexdef(indexrelid), indisvalid)
              FROM pg_index JOIN pg_class ON oid = indexrelid
             WHERE relnamespace = 'main'::regnamespace) AS all_lines)");
    }
    [[nodiscard]] std::string file_of(const std::string& table) const {
        return sql("SELECT relfilenode FROM pg_class WHERE oid = 'main." + table + "'::regclass");
    }
    /// "t": every row was looked at; "f": not yet; empty: there is none.
    [[nodiscard]] std::string validated(const std::string& constraint) const {
        return sql("SELECT convalidated FROM pg_constraint WHERE conname = '" + constraint + "'");
    }
    /// "t": serves; "f": is being built, or was not finished; empty: there is none.
    [[nodiscard]] std::string valid(const std::string& index) const {
        return sql("SELECT indisvalid FROM pg_index JOIN pg_class ON oid = indexrelid "
                   "WHERE relname = '" +
                   index + "'");
    }

    const std::string dsn = fresh_database();
};

}
