// The operators of the filter grammar: spelling, operands, which columns they fit.
#pragma once
#include "domain/entity.hpp"
#include "domain/expression.hpp"
#include <optional>
#include <string_view>

namespace nucleus::crud {

enum class operand_count : std::uint8_t { none, one, two, many };

struct operator_facts {
    std::string_view name;  ///< as documented
    std::string_view alias; ///< older spelling, or empty
    comparison how;
    operand_count takes;
    bool orders;          ///< needs an order of values
    std::string_view sql; ///< between column and operand
};

/// By name or older spelling; null: there is no such operator.
[[nodiscard]] const operator_facts* find_operator(std::string_view name) noexcept;
[[nodiscard]] const operator_facts& facts(comparison how) noexcept;
[[nodiscard]] bool fits(const operator_facts& op, const column& c) noexcept;
/// "eq, ne, …", for messages.
[[nodiscard]] std::string operators_for(const column& c);

}
