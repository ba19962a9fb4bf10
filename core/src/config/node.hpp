// What is declared at a spot of the document.
#pragma once
#include <nucleus/registry.hpp>
#include <string_view>
#include <vector>

namespace nucleus::config {

/// An object with its keys, another type, or (both null) nothing known.
struct node {
    const shape* object = nullptr;
    const value_type* type = nullptr;

    [[nodiscard]] bool known() const noexcept { return object || type; }
    /// One step further: a key of an object or of a map, an item of a list; unknown if none.
    [[nodiscard]] node child(std::string_view step) const;
};

/// Looks through optionals.
[[nodiscard]] node node_of(const value_type* t);
[[nodiscard]] node node_of(const section_declaration& d);

/// Whether the section is one list: its struct has a single list field of the section's own name.
[[nodiscard]] bool is_list(const section_declaration& d) noexcept;

}
