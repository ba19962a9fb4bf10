// Where a page ended, signed: what a client hands back to get the next one, at the same cost
// however deep it is. Pure.
#pragma once
#include "domain/list_parameters.hpp"
#include <nucleus/secret_string.hpp>
#include <optional>
#include <string>
#include <vector>

namespace nucleus::crud {

namespace errors {
inline constexpr error_kind cursor_mismatch{
    "cursor_mismatch", 400,
    "This cursor belongs to another list: another caller, or other filters or another sort."};
}

struct cursor {
    std::string sort, filters, search; ///< of the list, as they were written
    deleted_mode deleted = deleted_mode::without;
    /// Of the last row the values of the sort keys, in PostgreSQL's text form; none: NULL.
    std::vector<std::optional<std::string>> after;
};

/// Whose list of what: a cursor is of use for nobody else.
struct cursor_scope {
    std::string table, user, tenant;
    bool operator==(const cursor_scope&) const = default;
};

/// Cursors are signed with the current key; those of the previous one are still good.
struct cursor_keys {
    secret_string current, previous;
};

[[nodiscard]] std::string write_cursor(const cursor& c, const cursor_scope& of,
                                       const cursor_keys& keys);
/// `invalid_query` for what we have not signed, `cursor_mismatch` for another's.
[[nodiscard]] result<cursor> read_cursor(std::string_view text, const cursor_scope& of,
                                         const cursor_keys& keys);

/// The list that the cursor continues: what `given` leaves out is the cursor's, what it repeats
/// must be the same.
[[nodiscard]] result<void> continue_with(const cursor& c, list_parameters& given);

}
