// The tables of a schema, whatever they are, as files of an archive: rows out of them as JSON, and
// back into tables of the same shape.
#pragma once
#include <nucleus/pg/database.hpp>
#include <string>
#include <vector>

namespace nucleus::tenants {

struct archived_column {
    std::string name, quoted, literal, type; ///< as it is; in SQL as a name and as a text; of it
    /// How it travels: as JSON has it (numbers, texts, booleans, arrays of these) · jsonb, where
    /// NULL and null are two · anything else in PostgreSQL's own text form.
    enum class form : std::uint8_t { plain, jsonb, text } travels = form::plain;
};

struct archived_table {
    std::string name, quoted;             ///< as it is; in SQL, with its schema
    std::vector<archived_column> columns; ///< without generated ones
};

/// Those of a schema, by name.
task<std::vector<archived_table>> find_tables(pg::transaction& tx, std::string_view schema);

struct table_extent {
    std::int64_t rows = 0, bytes = 0;
};
/// How large the file of a table is going to be. In a transaction whose statements see one state.
task<table_extent> measure(pg::transaction& tx, const archived_table& t);

/// Reads all rows of a table, as many at once as make a piece of about a megabyte.
class table_reader {
public:
    table_reader(pg::transaction& tx, const archived_table& t);
    /// Before anything else.
    task<void> open();
    /// More lines of the file; empty: that was all, and another table may be opened.
    task<std::string> next();

private:
    pg::transaction& tx_;
    const archived_table& table_;
    std::int64_t at_once_ = 100;
    bool done_ = false;
};

/// No time limit for a statement: how long they take is for the size of the tables to say.
task<void> lift_statement_timeout(pg::transaction& tx);

/// Empties all tables of a schema, and takes down what would stand in the way of rows that come in
/// any order: foreign keys and triggers. Answers the SQL that puts that back.
task<std::string> make_room(pg::transaction& tx, std::string_view schema,
                            const std::vector<archived_table>& tables);
/// Does so. Rows that break a foreign key are a query_failure here.
task<void> put_rules_back(pg::transaction& tx, const std::string& sql);
/// Rows as a JSON array; `columns` are those which the rows may have. Answers how many they were.
task<std::int64_t> insert_rows(pg::transaction& tx, const archived_table& t,
                               const std::vector<archived_column>& columns, std::string rows);

}
