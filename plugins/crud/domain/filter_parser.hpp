// The `filters` parameter: JSON text → checked expression.
#pragma once
#include "domain/expression.hpp"
#include "domain/json_path.hpp"
#include "domain/scope_words.hpp"
#include "domain/viewer.hpp"
#include <nucleus/error.hpp>
#include <string_view>

namespace nucleus::crud {

/// What is left to the filters of one request, and what they have left to be checked.
struct filter_budget {
    std::size_t expressions = 200;     ///< comparisons, in all filters together
    std::size_t depth = 5;             ///< nesting of and, or, not, some, none, every
    std::size_t allowed = expressions; ///< as many as there were
    std::vector<json_path> paths{};    ///< that they have used
};

/// `[{field, operator, value}, …]` (ANDed), `{"and":[…]}`, `{"or":[…]}`, `{"not":{…}}`,
/// `{"some"|"none"|"every":{"relation":…,"filters":…}}`, nested. What `who` may not see is unknown.
/// In scopes, and only there, `words` may stand for values. A fault is `invalid_query` with path
/// `filters` and a message that says where and why.
[[nodiscard]] result<expression> parse_filters(const entity& e, std::string_view text,
                                               const viewer& who, filter_budget& budget,
                                               const scope_words* words = nullptr);

}
