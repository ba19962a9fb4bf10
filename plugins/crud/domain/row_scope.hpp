// Filters that say which rows a claim reaches: `role_claims.scope`. Pure.
#pragma once
#include "domain/entity.hpp"
#include "domain/expression.hpp"
#include "domain/json_path.hpp"
#include <nucleus/clock.hpp>
#include <nucleus/principal.hpp>

namespace nucleus::crud {

/// A scope as somebody would meet it, and its JSON paths, which are still to be checked.
struct parsed_scope {
    expression rows;
    std::vector<json_path> paths;
};

/// `filter` in the grammar of the query API, in which the strings "$user.id", "$user.roles",
/// "$tenant.id" and "$now" stand for those of the caller; `own` is short for the rows whose owner
/// (by `ownership`, else created_by) they are.
[[nodiscard]] result<parsed_scope> parse_scope(const entity& e, std::string_view filter,
                                               const principal& who, instant now);
/// The rows it reaches: none, if it makes no sense for this entity: a negation whose operand says
/// why.
[[nodiscard]] expression row_scope(const entity& e, std::string_view filter, const principal& who,
                                   instant now);
/// Rows that any of the filters reaches.
[[nodiscard]] expression any_scope(const entity& e, const std::vector<std::string>& filters,
                                   const principal& who, instant now);

}
