// What mails are for.
#pragma once
#include <span>
#include <string_view>

namespace nucleus::mailing {

struct purpose {
    std::string_view name;
    bool linked; ///< it carries a one-time link
};

[[nodiscard]] std::span<const purpose> purposes();
/// Null: unknown.
[[nodiscard]] const purpose* find_purpose(std::string_view name);

}
