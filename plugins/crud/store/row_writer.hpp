// A row of a result, straight into the answer as JSON.
#pragma once
#include "domain/list_query.hpp"
#include <nucleus/pg/value.hpp>
#include <string>

namespace nucleus::crud {

/// Knows the columns of a projection. Immutable; any thread.
class row_writer {
public:
    /// Of all readable columns.
    explicit row_writer(const entity& e);
    /// Of these, in this order.
    row_writer(const entity& e, const std::vector<std::size_t>& columns);
    /// Of the outputs of a grouping.
    row_writer(const entity& e, const grouping& g);
    /// Appends row `r`, whose projection begins at column `first` of the result, without the
    /// columns in `hidden`.
    void write(std::string& out, const pg::rows& rows, std::size_t r, std::size_t first,
               const column_set& hidden, big_number_form numbers) const;

    /// The same as a line of CSV (RFC 4180): NULL is empty, an empty text is `""`; arrays and jsonb
    /// are JSON.
    void write_csv(std::string& out, const pg::rows& rows, std::size_t r, const column_set& hidden,
                   big_number_form numbers) const;
    /// Its first line.
    void write_csv_names(std::string& out, const column_set& hidden) const;

private:
    struct part {
        std::string prefix; ///< `,"name":`
        std::string name;
        std::size_t column; ///< in the entity; none of a grouping
        column_type type;
        bool array;
    };
    static constexpr std::size_t none = max_columns;
    [[nodiscard]] static bool is_hidden(const part& p, const column_set& hidden) {
        return p.column != none && hidden[p.column];
    }
    std::vector<part> parts_;
};

/// One value in PostgreSQL's text form, as JSON.
void write_value(std::string& out, column_type type, std::string_view text,
                 big_number_form numbers);
/// An array in PostgreSQL's text form (`{1,NULL,"a b"}`), as JSON.
void write_array(std::string& out, column_type element, std::string_view text,
                 big_number_form numbers);

}
