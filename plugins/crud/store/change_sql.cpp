#include "store/change_sql.hpp"
#include "domain/sql_text.hpp"
#include <utility>

namespace nucleus::crud {

change_sql::change_sql(sql_builder& sql, const entity& e)
    : sql_{sql}
    , entity_{e} {
    sql.add("UPDATE ").add(table_sql(e)).add(" AS t SET ");
}

sql_builder& change_sql::next() { return sql_.add(std::exchange(first_, false) ? "" : ", "); }

sql_builder& change_sql::set(std::size_t column) {
    return next().add(quoted(entity_.columns[column].name)).add(" = ");
}

void change_sql::set(std::string_view assignment) { next().add(assignment); }

void change_sql::stamp(const std::optional<uuid>& by) {
    if (entity_.updated_at) set(*entity_.updated_at).add("now()");
    if (entity_.updated_by) set(*entity_.updated_by).bind(by, "uuid");
}

void add_mark(sql_builder& sql, const entity& e, std::string_view assignment,
              const std::optional<uuid>& by) {
    change_sql change{sql, e};
    change.set(assignment);
    change.stamp(by);
}

}
