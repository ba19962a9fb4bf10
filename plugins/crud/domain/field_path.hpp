// From a name in a request to a column: of the entity, or of one that it belongs to.
#pragma once
#include "domain/expression.hpp"
#include "domain/viewer.hpp"
#include <vector>

namespace nucleus::crud {

/// Relations that one path may cross.
inline constexpr std::size_t longest_path = 5;

/// The tables that the paths of one parameter join.
class joined_tables {
public:
    /// False: with this one there would be too many.
    [[nodiscard]] bool admit(const field_ref& f);
    static constexpr std::size_t most = 16;

private:
    std::vector<std::vector<const relation*>> paths_;
};

/// `price`, `category.name`; none: there is no such field for this caller.
[[nodiscard]] std::optional<field_ref> find_field(const entity& e, std::string_view name,
                                                  const viewer& who);
/// Whose column it is.
[[nodiscard]] const entity& entity_of(const entity& root, const field_ref& f) noexcept;
[[nodiscard]] const column& column_of(const entity& root, const field_ref& f) noexcept;
/// "there is no such field; did you mean …?"
[[nodiscard]] std::string unknown_field(const entity& e, std::string_view name, const viewer& who);

}
