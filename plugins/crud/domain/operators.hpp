// The operators of the filter grammar: spelling, operands, which columns they fit.
#pragma once
#include "domain/entity.hpp"
#include "domain/expression.hpp"
#include <optional>
#include <string_view>

namespace nucleus::crud {

enum class operand_count : std::uint8_t { none, one, two, many };

/// Which columns an operator makes sense of.
enum class applies_to : std::uint8_t {
    anything,
    scalars,      ///< that can be compared
    ordered,      ///< scalars but booleans
    text,         ///< not arrays of it
    search_words, ///< the same, as words of a language
    json,
    arrays
};

struct operator_facts {
    std::string_view name;  ///< as documented
    std::string_view alias; ///< older spelling, or empty
    comparison how;
    operand_count takes;
    applies_to on;
    std::string_view sql; ///< between column and operand
};

/// By name or older spelling; null: there is no such operator.
[[nodiscard]] const operator_facts* find_operator(std::string_view name) noexcept;
[[nodiscard]] const operator_facts& facts(comparison how) noexcept;
[[nodiscard]] bool fits(const operator_facts& op, const column& c) noexcept;
/// What is bound for a text operator: literal parts escaped, wildcards where the operator has them.
/// None: a pattern of the client's own that ends in the middle of an escape.
[[nodiscard]] std::optional<std::string> pattern_of(comparison how, std::string_view given);
/// "eq, ne, …", for messages.
[[nodiscard]] std::string operators_for(const column& c);

}
