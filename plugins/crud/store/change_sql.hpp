// UPDATE of rows of one entity, assignment by assignment.
#pragma once
#include "store/sql_builder.hpp"

namespace nucleus::crud {

/// Appends `UPDATE … AS t SET a = …, b = …` to a builder.
class change_sql {
public:
    change_sql(sql_builder& sql, const entity& e);
    /// Begins an assignment; what it gets follows.
    sql_builder& set(std::size_t column);
    /// A whole assignment.
    void set(std::string_view assignment);
    /// What the server notes with every change: when, and by whom.
    void stamp(const std::optional<uuid>& by);

private:
    sql_builder& next();

    sql_builder& sql_;
    const entity& entity_;
    bool first_ = true;
};

/// One change that is the same for every row: `assignment`, and the stamp.
void add_mark(sql_builder& sql, const entity& e, std::string_view assignment,
              const std::optional<uuid>& by);

}
