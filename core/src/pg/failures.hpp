// What callers are told when a statement fails.
#pragma once
#include "pg/request.hpp"
#include <nucleus/pg/database.hpp>

namespace nucleus::pg {

[[nodiscard]] query_failure failure_of(const PGresult* refused, std::string_view statement);
[[nodiscard]] query_failure failure_with(std::string_view sqlstate, std::string message,
                                         std::string_view statement);
/// No connection in time: 503, try again in a second or two.
[[nodiscard]] failure unavailable();
/// No connection of those that reads of this kind may have.
[[nodiscard]] failure busy();

/// The rows of an answered request; throws what any other outcome means.
[[nodiscard]] rows rows_of(request& r);

/// Text with a NUL byte has no form in PostgreSQL: refused, as PostgreSQL itself refuses it.
void require_text(const parameters& p, std::string_view statement);

}
