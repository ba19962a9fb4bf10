// Sanitising, lengths, formats and choices.
#include "json/text_rules.hpp"
#include "json/formats.hpp"
#include "json/utf8.hpp"
#include <algorithm>
#include <cwctype>
#include <locale.h>
#include <nucleus/suggestion.hpp>

namespace nucleus::json {

namespace {

std::string_view trimmed(std::string_view text) {
    constexpr std::string_view space = " \t\n\v\f\r";
    const auto first = text.find_first_not_of(space);
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(space) + 1 - first);
}

std::string in_case(std::string_view text, bool upper) {
    static const locale_t unicode = ::newlocale(LC_CTYPE_MASK, "C.UTF-8", nullptr);
    std::string out;
    out.reserve(text.size());
    for (const auto c : code_points(text)) {
        const auto wide = static_cast<wint_t>(c);
        const auto changed = !unicode ? wide
                             : upper  ? ::towupper_l(wide, unicode)
                                      : ::towlower_l(wide, unicode);
        append_utf8(out, static_cast<char32_t>(changed));
    }
    return out;
}

std::string characters(std::size_t n) {
    return std::to_string(n) + (n == 1 ? " character long" : " characters long");
}

/// Of a list, lengths are numbers of items.
bool counts_items(const value_type* t) {
    if (t->holds == container::optional) t = t->element;
    return t->holds != container::none;
}

verdict check_length(const field& f, std::string_view text) {
    if (counts_items(f.type)) return {};
    // A character has at most four bytes: most texts need no counting.
    if (f.min_length && text.size() < *f.min_length * 4 && count_characters(text) < *f.min_length)
        return refusal{"too_short", *f.min_length == 1
                                        ? "must not be empty"
                                        : "must be at least " + characters(*f.min_length)};
    if (f.max_length && text.size() > *f.max_length && count_characters(text) > *f.max_length)
        return refusal{"too_long", "must be at most " + characters(*f.max_length)};
    return {};
}

verdict check_format(format as, std::string_view text) {
    switch (as) {
    case format::none: return {};
    case format::email:
        if (is_email(text)) return {};
        return refusal{"malformed", "must be an e-mail address, e.g. ada@example.com"};
    case format::uri:
        if (is_uri(text)) return {};
        return refusal{"malformed", "must be an absolute URL, e.g. https://example.com/path"};
    case format::hostname:
        if (is_hostname(text)) return {};
        return refusal{"malformed", "must be a host name, e.g. shop.example.com"};
    case format::pointer:
        if (is_pointer(text)) return {};
        return refusal{"malformed", "must be a JSON Pointer, e.g. /lines/0/price"};
    }
    return {};
}

}

std::string_view sanitise(const field& f, std::string_view text, std::string& scratch) {
    if (f.trim) text = trimmed(text);
    if (!f.lowercase && !f.uppercase) return text;
    auto changed = in_case(text, f.uppercase);
    scratch = std::move(changed);
    return scratch;
}

refusal not_allowed(std::string_view text, const std::vector<std::string>& choices) {
    if (choices.size() > 24) return {"not_allowed", "is none of the allowed values"};
    std::string all;
    for (const auto& c : choices) all.append(all.empty() ? "" : ", ").append(c);
    auto why = "must be one of " + all;
    if (const auto* meant = closest(text, choices)) why += "; did you mean \"" + *meant + "\"?";
    return {"not_allowed", std::move(why)};
}

verdict check_text_rules(const field& f, std::string_view text) {
    if (f.min_length || f.max_length)
        if (auto v = check_length(f, text)) return v;
    if (f.as != format::none)
        if (auto v = check_format(f.as, text)) return v;
    if (!f.choices.empty() &&
        std::find(f.choices.begin(), f.choices.end(), text) == f.choices.end())
        return not_allowed(text, f.choices);
    if (!f.pattern.empty() && !matches(f.pattern, text))
        return refusal{"pattern", "must match the pattern " + f.pattern};
    return {};
}

}
