// Names under which tenants can be reached. Pure.
#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace nucleus::tenants {

enum class subdomain_fault : std::uint8_t { malformed, reserved };

struct judged_subdomain {
    std::string name;                     ///< in lower case, in which it is stored and looked up
    std::optional<subdomain_fault> fault; ///< none: a tenant may be called that
    std::string why;                      ///< of a fault, for people; begins with a verb
};

/// Whether a tenant may have this name, if it is free: one DNS label of 3 to 56 letters, digits and
/// hyphens, which is neither reserved nor looks like something that is. `more_reserved`: beyond the
/// built-in ones, in any case.
[[nodiscard]] judged_subdomain judge_subdomain(std::string_view given,
                                               std::span<const std::string> more_reserved);

/// Whether any tenant can be called that: a name as it is stored, in lower case.
[[nodiscard]] bool is_well_formed(std::string_view subdomain) noexcept;

/// ASCII letters in lower case, all else as it is.
[[nodiscard]] std::string folded(std::string_view text);

/// The schema of the tenant with this (judged) name. Different names have different schemas.
[[nodiscard]] std::string schema_of(std::string_view subdomain);
/// Whose schema that is by its name; empty: nobody's.
[[nodiscard]] std::string subdomain_of(std::string_view schema);

}
