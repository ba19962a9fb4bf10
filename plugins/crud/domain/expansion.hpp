// The `with` and `fields` parameters.
#pragma once
#include "domain/filter_parser.hpp"
#include "domain/list_query.hpp"

namespace nucleus::crud {

/// `["category", {"relation","fields","filters","sort","limit","with"}]`, nested up to
/// limits.depth; the comparisons of all filters together count. Faults are `invalid_query`, `with`.
[[nodiscard]] result<std::vector<expansion>> parse_with(const entity& e, std::string_view text,
                                                        const viewer& who,
                                                        const query_limits& limits,
                                                        filter_budget& budget);

/// `["id","title"]` of parameter `name`; without text all that may be seen.
[[nodiscard]] result<column_set> parse_fields(const entity& e,
                                              const std::optional<std::string>& text,
                                              const viewer& who, std::string_view name,
                                              const std::string& at = {});

}
