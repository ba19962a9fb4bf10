// Numbers: integers exactly, decimals by their digits, doubles finite.
#include "json/scalars.hpp"
#include <charconv>
#include <cmath>
#include <nucleus/clock.hpp>

namespace nucleus::json {

namespace {

std::string text_of(double d) {
    char text[32];
    return {text, std::to_chars(text, text + sizeof text, d).ptr};
}

refusal too_small(const std::string& least) { return {"too_small", "must be at least " + least}; }
refusal too_large(const std::string& most) { return {"too_large", "must be at most " + most}; }

verdict integer(const field& f, const value_type& t, std::string_view literal, scalar& out) {
    std::int64_t n = 0;
    const auto* end = literal.data() + literal.size();
    const auto [stop, error] = std::from_chars(literal.data(), end, n);
    if (stop != end) return wrong_type(t);
    const bool below = error != std::errc{} && literal.front() == '-';
    if (below || n < t.lowest) return too_small(std::to_string(t.lowest));
    if (error != std::errc{} || n > t.highest) return too_large(std::to_string(t.highest));
    if (f.minimum || f.maximum)
        if (auto v = check_bounds(f, static_cast<long double>(n))) return v;
    out = n;
    return {};
}

verdict number(const field& f, std::string_view literal, scalar& out) {
    double d = 0;
    const auto [stop, error] = std::from_chars(literal.data(), literal.data() + literal.size(), d);
    if (error == std::errc::result_out_of_range) {
        // Too near to zero is zero; too far from it is nothing we could store.
        d = std::strtod(std::string{literal}.c_str(), nullptr);
        if (!std::isfinite(d)) return refusal{"too_large", "is beyond what a double holds"};
    }
    if (f.minimum || f.maximum)
        if (auto v = check_bounds(f, d)) return v;
    out = d;
    return {};
}

verdict size(const field& f, const value_type& t, std::string_view literal, scalar& out) {
    const auto bytes = parse_size(literal);
    if (!bytes) return wrong_type(t);
    if (auto v = check_bounds(f, static_cast<long double>(*bytes))) return v;
    out = literal;
    return {};
}

/// Where the digits of a decimal stand relative to its point.
struct extent {
    std::int64_t before = 0; ///< digits before the point, leading zeros aside
    std::int64_t after = 0;  ///< digits after it, trailing zeros aside
};

extent extent_of(std::string_view literal) {
    if (literal.front() == '-') literal.remove_prefix(1);
    std::int64_t exponent = 0;
    const auto e = literal.find_first_of("eE");
    if (e != std::string_view::npos) {
        auto power = literal.substr(e + 1);
        if (power.front() == '+') power.remove_prefix(1);
        const auto [_, error] =
            std::from_chars(power.data(), power.data() + power.size(), exponent);
        constexpr std::int64_t beyond_all = 1'000'000'000;
        if (error != std::errc{} || exponent > beyond_all || exponent < -beyond_all)
            exponent = power.front() == '-' ? -beyond_all : beyond_all;
    }
    const auto digits = literal.substr(0, e);
    const auto point = std::min(digits.find('.'), digits.size());
    // Positions of the first and last digit that is not 0, counted from the point: 1 is just
    // before it, 0 just after.
    const auto place = [&](std::size_t at) {
        return static_cast<std::int64_t>(point) - static_cast<std::int64_t>(at) +
               (at > point ? 1 : 0) + exponent;
    };
    const auto first = digits.find_first_not_of("0."), last = digits.find_last_not_of("0.");
    if (first == std::string_view::npos) return {};
    return {std::max<std::int64_t>(place(first), 0), std::max<std::int64_t>(1 - place(last), 0)};
}

}

verdict check_bounds(const field& f, long double value) {
    if (f.minimum && value < *f.minimum) return too_small(text_of(*f.minimum));
    if (f.maximum && value > *f.maximum) return too_large(text_of(*f.maximum));
    return {};
}

verdict check_decimal(const field& f, std::string_view literal) {
    const auto [before, after] = extent_of(literal);
    // Beyond the declared, what PostgreSQL's numeric can hold at all.
    const std::int64_t most_after = f.scale ? *f.scale : f.precision ? 0 : 16383;
    const std::int64_t most_before =
        f.precision ? std::int64_t{*f.precision} - (f.scale ? std::int64_t{*f.scale} : 0) : 131072;
    if (before > most_before)
        return refusal{"too_large", "must have at most " + std::to_string(most_before) +
                                        (most_before == 1 ? " digit" : " digits") +
                                        " before the point"};
    if (after > most_after)
        return refusal{"too_precise", "must have at most " + std::to_string(most_after) +
                                          (most_after == 1 ? " decimal place" : " decimal places")};
    if (!f.minimum && !f.maximum) return {};
    return check_bounds(f, std::strtold(std::string{literal}.c_str(), nullptr));
}

verdict from_number(const field& f, const value_type& t, std::string_view literal, scalar& out) {
    switch (t.kind) {
    case value_kind::integer: return integer(f, t, literal, out);
    case value_kind::number: return number(f, literal, out);
    case value_kind::size: return size(f, t, literal, out);
    case value_kind::decimal:
        if (auto v = check_decimal(f, literal)) return v;
        out = literal;
        return {};
    default: return wrong_type(t);
    }
}

}
