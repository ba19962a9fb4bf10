// Filters that say which rows a claim reaches: `role_claims.scope`. Pure.
#pragma once
#include "domain/entity.hpp"
#include "domain/expression.hpp"
#include "domain/json_path.hpp"
#include "domain/scope_words.hpp"
#include <memory>

namespace nucleus::crud {

/// A scope as somebody would meet it, and its JSON paths, which are still to be checked.
struct parsed_scope {
    expression rows;
    std::vector<json_path> paths;
};

/// `filter` in the grammar of the query API, with `words`; `own` is short for the rows whose owner
/// (by `ownership`, else created_by) the caller is.
[[nodiscard]] result<parsed_scope> parse_scope(const entity& e, std::string_view filter,
                                               const scope_words& words);
/// What a grant of `claim` with this scope would mean, if the claim is about rows of one of
/// `entities`: of others there is nothing to say. An error says why it would make no sense.
[[nodiscard]] result<std::optional<parsed_scope>>
judge_grant(const std::vector<std::unique_ptr<entity>>& entities, std::string_view claim,
            std::string_view scope, instant now);
/// The rows it reaches: none, if it makes no sense for this entity: a negation whose operand says
/// why.
[[nodiscard]] expression row_scope(const entity& e, std::string_view filter,
                                   const scope_words& words);
/// Rows that any of the filters reaches.
[[nodiscard]] expression any_scope(const entity& e, const std::vector<std::string>& filters,
                                   const scope_words& words);

}
