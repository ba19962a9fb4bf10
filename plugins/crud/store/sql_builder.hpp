// SQL text and its bound values, growing together. Names come from entities only; every value of a
// request is bound.
#pragma once
#include "domain/entity.hpp"
#include "domain/expression.hpp"
#include "domain/sort.hpp"
#include <nucleus/pg/value.hpp>
#include <string>

namespace nucleus::crud {

struct sql_builder {
    std::string text;
    pg::parameters values;
    std::size_t bound = 0;

    sql_builder& add(std::string_view piece) { return text.append(piece), *this; }
    /// Binds `value` (nullopt: NULL) and appends its placeholder, cast if `cast` is given.
    template <class T> sql_builder& bind(const T& value, std::string_view cast = {}) {
        values.add(value);
        text.append("$").append(std::to_string(++bound));
        if (!cast.empty()) text.append("::").append(cast);
        return *this;
    }
};

void add_condition(sql_builder& sql, const entity& e, const expression& where);
void add_order(sql_builder& sql, const entity& e, const std::vector<sort_key>& order);
/// `{schema}."products"`.
[[nodiscard]] std::string table_sql(const entity& e);
/// The readable columns, quoted, with commas.
[[nodiscard]] std::string projection_sql(const entity& e);

}
