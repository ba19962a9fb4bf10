// Texts of each kind.
#include "json/scalars.hpp"
#include "json/formats.hpp"
#include "json/text_rules.hpp"
#include <algorithm>
#include <nucleus/clock.hpp>
#include <nucleus/json/json.hpp>
#include <nucleus/uuid.hpp>

namespace nucleus::json {

namespace {

refusal malformed(const char* must) { return {"malformed", must}; }

/// The kinds that PostgreSQL takes as they are written, once they are well-formed.
verdict of_form(bool fine, const char* must, std::string_view text, scalar& out) {
    if (!fine) return malformed(must);
    out = text;
    return {};
}

verdict instant_text(std::string_view text, scalar& out, std::string& scratch) {
    const auto t = storable_instant(text);
    if (!t) return malformed("must be a time with its zone, e.g. 2026-11-24T14:28:33Z");
    scratch = format_instant(*t); // PostgreSQL takes fewer offsets than RFC 3339 has
    out = std::string_view{scratch};
    return {};
}

verdict bytes_text(const field& f, std::string_view text, scalar& out, std::string& scratch) {
    auto hex = bytea_of_base64(text);
    if (!hex) return malformed("must be base64 with its padding");
    const auto size = (hex->size() - 2) / 2;
    if (f.min_length && size < *f.min_length)
        return refusal{"too_short", "must be at least " + std::to_string(*f.min_length) + " bytes"};
    if (f.max_length && size > *f.max_length)
        return refusal{"too_long", "must be at most " + std::to_string(*f.max_length) + " bytes"};
    scratch = std::move(*hex);
    out = std::string_view{scratch};
    return {};
}

verdict choice_index(const value_type& t, std::string_view text, scalar& out) {
    if (!t.choices) return of_form(true, "", text, out); // of a cell: its field has the choices
    const auto& choices = t.choices();
    const auto found = std::find(choices.begin(), choices.end(), text);
    if (found == choices.end()) return not_allowed(text, choices);
    out = static_cast<std::int64_t>(found - choices.begin());
    return {};
}

}

refusal wrong_type(const value_type& t) {
    const char* must = "must be a string";
    switch (t.kind) {
    case value_kind::boolean: must = "must be true or false"; break;
    case value_kind::integer: must = "must be an integer"; break;
    case value_kind::number: must = "must be a number"; break;
    case value_kind::decimal: must = "must be a number, or one in a string"; break;
    case value_kind::size: must = R"(must be a number of bytes, or text like "10MiB")"; break;
    case value_kind::duration: must = R"(must be text like "500ms", "30s", "15m", "12h")"; break;
    case value_kind::object: must = "must be an object"; break;
    default: break;
    }
    return {"wrong_type", must};
}

verdict from_string(const field& f, const value_type& t, std::string_view text, scalar& out,
                    std::string& scratch) {
    if (f.trim || f.lowercase || f.uppercase) text = sanitise(f, text, scratch);
    // Lengths of bytes are those of the bytes; every other rule is about the text.
    if (t.kind == value_kind::bytes) return bytes_text(f, text, out, scratch);
    if (auto v = check_text_rules(f, text)) return v;
    switch (t.kind) {
    case value_kind::text:
    case value_kind::secret: out = text; return {};
    case value_kind::uuid:
        return of_form(uuid::parse(text).has_value(),
                       "must be a UUID, e.g. 018f4e9a-7b1c-7c3d-9e5f-0123456789ab", text, out);
    case value_kind::date:
        return of_form(is_date(text), "must be a date, e.g. 2026-11-24", text, out);
    case value_kind::time:
        return of_form(is_time(text), "must be a time of day, e.g. 14:28:33", text, out);
    case value_kind::timestamp:
        return of_form(is_timestamp(text),
                       "must be a time without a zone, e.g. 2026-11-24T14:28:33", text, out);
    case value_kind::instant: return instant_text(text, out, scratch);
    case value_kind::duration:
        return of_form(parse_duration(text).has_value(),
                       R"(must be a duration, e.g. "500ms", "30s", "15m", "12h" or "30d")", text,
                       out);
    case value_kind::size:
        if (!parse_size(text)) return malformed(R"(must be a size, e.g. 65536 or "10MiB")");
        if (auto v = check_bounds(f, static_cast<long double>(*parse_size(text)))) return v;
        out = text;
        return {};
    case value_kind::decimal: return is_number(text) ? from_number(f, t, text, out) : wrong_type(t);
    case value_kind::choice: return choice_index(t, text, out);
    default: return wrong_type(t);
    }
}

verdict from_plain_text(const field& f, const value_type& t, std::string_view text, scalar& out,
                        std::string& scratch) {
    switch (t.kind) {
    case value_kind::boolean:
        if (text != "true" && text != "false") return wrong_type(t);
        out = text == "true";
        return {};
    case value_kind::integer:
    case value_kind::number: return is_number(text) ? from_number(f, t, text, out) : wrong_type(t);
    case value_kind::json:
        if (const auto checked = check(text); !checked)
            return refusal{"malformed_json", std::string{checked.error().text()}};
        out = text;
        return {};
    default: return from_string(f, t, text, out, scratch);
    }
}

}
