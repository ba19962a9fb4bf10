// Filters that say which rows a claim reaches: `role_claims.scope`. Pure.
#pragma once
#include "domain/entity.hpp"
#include "domain/expression.hpp"
#include <nucleus/clock.hpp>
#include <nucleus/principal.hpp>

namespace nucleus::crud {

/// `filter` in the grammar of the query API, in which the strings "$user.id", "$user.roles",
/// "$tenant.id" and "$now" stand for those of the caller; `own` is short for the rows whose owner
/// (by `ownership`, else created_by) they are. One that makes no sense for this entity reaches no
/// row: a negation whose operand says why.
[[nodiscard]] expression row_scope(const entity& e, std::string_view filter, const principal& who,
                                   instant now);
/// Rows that any of the filters reaches.
[[nodiscard]] expression any_scope(const entity& e, const std::vector<std::string>& filters,
                                   const principal& who, instant now);

}
