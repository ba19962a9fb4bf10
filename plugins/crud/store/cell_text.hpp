// Cells of a record in the text forms that PostgreSQL reads.
#pragma once
#include "domain/planned_write.hpp"
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace nucleus::crud {

/// What was given for a column; of an array as `{1,NULL,"a b"}`. None: NULL, or nothing.
[[nodiscard]] std::optional<std::string> given_text(const column& c, const cell& given);
[[nodiscard]] std::optional<std::string> given_text(const entity& e, std::size_t column,
                                                    const planned_write& w);
/// What a column of a write gets: its id, `by` (empty: nobody) where the server fills that in, else
/// the cell. None: NULL.
[[nodiscard]] std::optional<std::string> text_of(const entity& e, std::size_t column,
                                                 const planned_write& w, std::string_view by);
/// The type that a bound value is read as before it is assigned: without length or precision, so
/// that a cast cuts nothing off.
[[nodiscard]] std::string assignment_type(const column& c);

/// A line of COPY in its text format.
void append_copy_line(std::string& out, const entity& e, const std::vector<std::size_t>& columns,
                      const planned_write& w, std::string_view by);

}
