// What mails are for.
#pragma once
#include <span>
#include <string_view>

namespace nucleus::mailing {

struct purpose {
    std::string_view name;
    std::string_view link; ///< of `links`: where the one-time link leads; empty: it has none
    [[nodiscard]] bool linked() const noexcept { return !link.empty(); }
};

[[nodiscard]] std::span<const purpose> purposes();
/// Null: unknown.
[[nodiscard]] const purpose* find_purpose(std::string_view name);

}
