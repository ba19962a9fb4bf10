// SQL text and its bound values, growing together. Names come from entities only; every value of a
// request is bound.
#pragma once
#include "domain/etag.hpp"
#include "domain/list_query.hpp"
#include <nucleus/pg/value.hpp>
#include <string>

namespace nucleus::crud {

struct sql_builder {
    std::string text;
    pg::parameters values;
    std::size_t bound = 0;  ///< placeholders so far
    std::size_t tables = 0; ///< aliases so far

    sql_builder& add(std::string_view piece) { return text.append(piece), *this; }
    /// Binds `value` (nullopt: NULL) and appends its placeholder, cast if `cast` is given.
    template <class T> sql_builder& bind(const T& value, std::string_view cast = {}) {
        values.add(value);
        text.append("$").append(std::to_string(++bound));
        if (!cast.empty()) text.append("::").append(cast);
        return *this;
    }
    /// What `write` appends, apart from the text: for parts that are known before their place.
    template <class F> [[nodiscard]] std::string aside(F&& write) {
        auto before = std::move(text);
        text.clear();
        write();
        return std::exchange(text, std::move(before));
    }
    /// "t", "t1", "t2", …
    [[nodiscard]] std::string next_alias() {
        const auto n = tables++;
        return n == 0 ? "t" : "t" + std::to_string(n);
    }
};

/// A table under an alias, and the tables that its rows belong to, joined as fields ask for them.
class row_source {
public:
    /// Rows are looked for to do `what` with them.
    row_source(sql_builder& sql, const entity& e, const viewer& who, right what = right::get);

    [[nodiscard]] const std::string& alias() const noexcept { return alias_; }
    [[nodiscard]] const entity& of() const noexcept { return entity_; }
    /// Through whose eyes other tables are seen.
    [[nodiscard]] const viewer& who() const noexcept {
        return trusted_ ? viewer::all_seeing() : who_;
    }
    [[nodiscard]] right what() const noexcept { return what_; }
    /// What `write` adds is no request of the caller's, but a rule about them: it sees everything.
    template <class F> void by_rule(F&& write) {
        const bool before = std::exchange(trusted_, true);
        write();
        trusted_ = before;
    }
    /// `t."price"`; joins what has to be.
    [[nodiscard]] std::string column(const field_ref& f);
    [[nodiscard]] std::string column(std::size_t own) const;
    /// `{schema}."products" AS t LEFT JOIN …`: once all columns are known.
    [[nodiscard]] std::string from() const;
    /// The same as an operand of another JOIN.
    [[nodiscard]] std::string operand() const {
        return joins_.empty() ? from() : "(" + from() + ")";
    }

private:
    struct joined {
        std::vector<const relation*> path;
        bool trusted;
        std::string alias, sql;
    };
    const joined& join(const std::vector<const relation*>& path);

    sql_builder& sql_;
    const entity& entity_;
    const viewer& who_;
    right what_;
    bool trusted_ = false;
    std::string alias_;
    std::vector<joined> joins_; // those that others build on come first
};

void add_condition(sql_builder& sql, row_source& from, const expression& where);
/// ` AND …`: the rows that are there for this caller.
void add_scope(sql_builder& sql, row_source& from, deleted_mode deleted = deleted_mode::without);
/// ` AND …`: those that the caller may do `what` to.
void add_rights(sql_builder& sql, row_source& from, right what);
/// ` AND …`: the rows in which the words are found.
void add_search(sql_builder& sql, const row_source& from, const std::string& words);
void add_order(sql_builder& sql, row_source& from, const std::vector<sort_key>& order);
/// ` DESC NULLS LAST`.
[[nodiscard]] std::string direction_sql(bool descending, nulls_order nulls);
/// ` LIMIT 21 OFFSET $3`.
void add_page(sql_builder& sql, std::int64_t rows, std::int64_t offset);
/// `t."id", t."title"`.
[[nodiscard]] std::string columns_sql(const row_source& from,
                                      const std::vector<std::size_t>& columns);

/// `t.xmin, t."id", …`: what every statement about whole rows answers.
[[nodiscard]] std::string versioned_row_sql(const row_source& from);
/// ` AND …`: the row's xmin is one of these.
void add_versions(sql_builder& sql, const std::optional<tag_condition>& versions);

/// `{schema}."products"`.
[[nodiscard]] std::string table_sql(const entity& e);
/// The readable columns, quoted, with commas.
[[nodiscard]] std::string projection_sql(const entity& e);

}
