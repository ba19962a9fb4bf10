#include "domain/subdomain.hpp"
#include "domain/reserved_names.hpp"
#include <algorithm>
#include <nucleus/uuid.hpp>

namespace nucleus::tenants {

namespace {

constexpr std::string_view schema_prefix = "tenant_";
constexpr std::size_t shortest = 3;
/// PostgreSQL cuts names off after 63 bytes: two longer ones could have the same schema.
constexpr std::size_t longest = 63 - schema_prefix.size();

constexpr bool is_letter_or_digit(char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

/// What no tenant can be called, whatever is reserved; empty: nothing.
std::string_view fault_of_form(std::string_view name) {
    if (!std::ranges::all_of(name, [](char c) { return is_letter_or_digit(c) || c == '-'; }))
        return "may have the letters a to z, digits and hyphens only";
    if (name.size() < shortest || name.size() > longest) return "must have 3 to 56 characters";
    if (name.front() == '-' || name.back() == '-')
        return "must begin and end with a letter or digit";
    // RFC 5891: labels that are encodings of something else, "xn--" of other scripts. What a
    // browser shows for them can look like any other name.
    if (name.substr(2).starts_with("--"))
        return "must not have hyphens as third and fourth character: these are encoded names";
    // A header may name a tenant by either.
    if (uuid::parse(name)) return "must not have the form of an id";
    return {};
}

}

judged_subdomain judge_subdomain(std::string_view given,
                                 std::span<const std::string> more_reserved) {
    judged_subdomain judged{folded(given), {}, {}};
    if (const auto why = fault_of_form(judged.name); !why.empty()) {
        judged.fault = subdomain_fault::malformed, judged.why = why;
        return judged;
    }
    auto word = std::string{reserved_word(judged.name)};
    for (const auto& more : more_reserved)
        if (word.empty() && !more.empty() && passes_for(judged.name, folded(more)))
            word = folded(more);
    if (word.empty()) return judged;
    judged.fault = subdomain_fault::reserved;
    judged.why = judged.name == word ? "is reserved" : "could be taken for \"" + word + "\"";
    return judged;
}

bool is_well_formed(std::string_view subdomain) noexcept {
    return fault_of_form(subdomain).empty();
}

std::string folded(std::string_view text) {
    std::string out{text};
    for (auto& c : out)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return out;
}

std::string schema_of(std::string_view subdomain) {
    std::string schema{schema_prefix};
    schema.append(subdomain);
    std::ranges::replace(schema, '-', '_');
    return schema;
}

std::string subdomain_of(std::string_view schema) {
    if (!schema.starts_with(schema_prefix)) return {};
    std::string name{schema.substr(schema_prefix.size())};
    std::ranges::replace(name, '_', '-');
    return name;
}

}
