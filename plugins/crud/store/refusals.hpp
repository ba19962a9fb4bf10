// What PostgreSQL refused, told in the words of the API: which field, and why.
#pragma once
#include "domain/entity.hpp"
#include <nucleus/pg/database.hpp>

namespace nucleus::crud {

/// Why a statement about rows of `of` was refused, as its client is told; none: it is not the
/// client's fault.
[[nodiscard]] std::optional<error> explain(const entity& of, const pg::query_failure& f, verb v);

}
