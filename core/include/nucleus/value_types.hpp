// Which C++ types a described field may have, and how core reaches into each.
#pragma once
#include <chrono>
#include <concepts>
#include <cstdint>
#include <map>
#include <nucleus/clock.hpp>
#include <nucleus/secret_string.hpp>
#include <nucleus/shape.hpp>
#include <nucleus/uuid.hpp>
#include <optional>
#include <string>
#include <type_traits>
#include <vector>

namespace nucleus {

/// A JSON value kept as it was written; valid JSON whenever core made it.
struct raw_json {
    std::string text;
    bool operator==(const raw_json&) const = default;
};
/// An exact decimal number as its digits, e.g. "12.3400".
struct decimal {
    std::string digits;
    bool operator==(const decimal&) const = default;
};
/// A number of bytes in a config ("10MiB").
struct byte_size {
    std::uint64_t bytes = 0;
    bool operator==(const byte_size&) const = default;
};

/// A struct with NUCLEUS_DESCRIBE beside it.
template <class T>
concept described = requires(const T* p) {
    { nucleus_shape(p) } -> std::same_as<const shape&>;
};
/// An enum with `inline const std::vector<std::string>& nucleus_choices(const E*)` beside it:
/// the texts of its enumerators in order, the first being 0.
template <class T>
concept choice_enum = std::is_enum_v<T> && requires(const T* p) {
    { nucleus_choices(p) } -> std::same_as<const std::vector<std::string>&>;
};

template <class T> inline constexpr bool is_optional = false;
template <class T> inline constexpr bool is_optional<std::optional<T>> = true;

template <class T> const value_type& value_type_of();

namespace detail {

template <class T> T& as(void* p) { return *static_cast<T*>(p); }
template <class T> const T& as(const void* p) { return *static_cast<const T*>(p); }

template <class T> struct scalar_access; // the scalar types; specialised below

template <> struct scalar_access<bool> {
    static constexpr value_kind kind = value_kind::boolean;
    static void assign(bool& t, const scalar& v) { t = std::get<bool>(v); }
    static scalar fetch(const bool& t, std::string&) { return t; }
};
template <std::integral T> struct scalar_access<T> {
    static constexpr value_kind kind = value_kind::integer;
    static void assign(T& t, const scalar& v) { t = static_cast<T>(std::get<std::int64_t>(v)); }
    static scalar fetch(const T& t, std::string&) { return static_cast<std::int64_t>(t); }
};
template <> struct scalar_access<double> {
    static constexpr value_kind kind = value_kind::number;
    static void assign(double& t, const scalar& v) { t = std::get<double>(v); }
    static scalar fetch(const double& t, std::string&) { return t; }
};
template <> struct scalar_access<std::string> {
    static constexpr value_kind kind = value_kind::text;
    static void assign(std::string& t, const scalar& v) { t = std::get<std::string_view>(v); }
    static scalar fetch(const std::string& t, std::string&) { return std::string_view{t}; }
};
template <> struct scalar_access<secret_string> {
    static constexpr value_kind kind = value_kind::secret;
    static void assign(secret_string& t, const scalar& v) {
        t = secret_string{std::get<std::string_view>(v)};
    }
    static scalar fetch(const secret_string&, std::string&) { return std::monostate{}; }
};
template <> struct scalar_access<uuid> {
    static constexpr value_kind kind = value_kind::uuid;
    static void assign(uuid& t, const scalar& v) {
        t = *uuid::parse(std::get<std::string_view>(v));
    }
    static scalar fetch(const uuid& t, std::string& s) { return std::string_view{s = t.text()}; }
};
template <> struct scalar_access<instant> {
    static constexpr value_kind kind = value_kind::instant;
    static void assign(instant& t, const scalar& v) {
        t = *parse_instant(std::get<std::string_view>(v));
    }
    static scalar fetch(const instant& t, std::string& s) {
        return std::string_view{s = format_instant(t)};
    }
};
template <> struct scalar_access<std::chrono::milliseconds> {
    static constexpr value_kind kind = value_kind::duration;
    static void assign(std::chrono::milliseconds& t, const scalar& v) {
        t = *parse_duration(std::get<std::string_view>(v));
    }
    static scalar fetch(const std::chrono::milliseconds& t, std::string& s) {
        return std::string_view{s = format_duration(t)};
    }
};
template <> struct scalar_access<byte_size> {
    static constexpr value_kind kind = value_kind::size;
    static void assign(byte_size& t, const scalar& v) {
        t.bytes = *parse_size(std::get<std::string_view>(v));
    }
    static scalar fetch(const byte_size& t, std::string& s) {
        return std::string_view{s = format_size(t.bytes)};
    }
};
template <> struct scalar_access<raw_json> {
    static constexpr value_kind kind = value_kind::json;
    static void assign(raw_json& t, const scalar& v) { t.text = std::get<std::string_view>(v); }
    static scalar fetch(const raw_json& t, std::string&) { return std::string_view{t.text}; }
};
template <> struct scalar_access<decimal> {
    static constexpr value_kind kind = value_kind::decimal;
    static void assign(decimal& t, const scalar& v) { t.digits = std::get<std::string_view>(v); }
    static scalar fetch(const decimal& t, std::string&) { return std::string_view{t.digits}; }
};

template <class T> value_type scalar_type() {
    using access = scalar_access<T>;
    value_type t;
    t.kind = access::kind;
    t.assign = [](const value_type&, void* p, const scalar& v) { access::assign(as<T>(p), v); };
    t.fetch = [](const value_type&, const void* p, std::string& s) {
        return access::fetch(as<T>(p), s);
    };
    if constexpr (std::integral<T> && !std::same_as<T, bool>) {
        t.lowest = std::numeric_limits<T>::lowest() < 0
                       ? std::int64_t{std::numeric_limits<T>::lowest()}
                       : 0;
        t.highest =
            sizeof(T) == 8 ? INT64_MAX : static_cast<std::int64_t>(std::numeric_limits<T>::max());
    }
    return t;
}

template <choice_enum T> value_type choice_type() {
    value_type t;
    t.kind = value_kind::choice;
    t.choices = []() -> const std::vector<std::string>& {
        return nucleus_choices(static_cast<const T*>(nullptr));
    };
    t.assign = [](const value_type&, void* p, const scalar& v) {
        as<T>(p) = static_cast<T>(std::get<std::int64_t>(v));
    };
    t.fetch = [](const value_type& self, const void* p, std::string&) -> scalar {
        return std::string_view{self.choices()[static_cast<std::size_t>(as<T>(p))]};
    };
    return t;
}

template <described T> value_type object_type() {
    value_type t;
    t.kind = value_kind::object;
    t.object = []() -> const shape& { return nucleus_shape(static_cast<const T*>(nullptr)); };
    return t;
}

template <class C, class E> value_type container_type(container holds) {
    value_type t;
    t.holds = holds;
    t.element = &value_type_of<E>();
    t.kind = t.element->kind;
    t.clear = [](void* p) { as<C>(p) = C{}; };
    return t;
}

template <class T> struct make_value_type {
    static value_type make() {
        if constexpr (choice_enum<T>)
            return choice_type<T>();
        else if constexpr (described<T>)
            return object_type<T>();
        else
            return scalar_type<T>();
    }
};
template <class E> struct make_value_type<std::optional<E>> {
    static value_type make() {
        using C = std::optional<E>;
        value_type t = container_type<C, E>(container::optional);
        t.append = [](void* p, std::string_view) -> void* { return &as<C>(p).emplace(); };
        t.size = [](const void* p) -> std::size_t { return as<C>(p).has_value() ? 1 : 0; };
        t.at = [](const void* p, std::size_t, std::string_view*) -> const void* {
            return &*as<C>(p);
        };
        return t;
    }
};
template <class E> struct make_value_type<std::vector<E>> {
    static_assert(!std::same_as<E, bool>, "std::vector<bool> has no addressable elements");
    static value_type make() {
        using C = std::vector<E>;
        value_type t = container_type<C, E>(container::list);
        t.append = [](void* p, std::string_view) -> void* {
            auto& list = as<C>(p);
            if (list.empty()) list.reserve(4); // instead of growing to 1, 2 and 4
            return &list.emplace_back();
        };
        t.size = [](const void* p) -> std::size_t { return as<C>(p).size(); };
        t.at = [](const void* p, std::size_t i, std::string_view*) -> const void* {
            return &as<C>(p)[i];
        };
        return t;
    }
};
template <class E> struct make_value_type<std::map<std::string, E>> {
    static value_type make() {
        using C = std::map<std::string, E>;
        value_type t = container_type<C, E>(container::map);
        t.append = [](void* p, std::string_view key) -> void* {
            return &as<C>(p)[std::string{key}];
        };
        t.size = [](const void* p) -> std::size_t { return as<C>(p).size(); };
        t.at = [](const void* p, std::size_t i, std::string_view* key) -> const void* {
            auto it = std::next(as<C>(p).begin(), static_cast<std::ptrdiff_t>(i));
            if (key) *key = it->first;
            return &it->second;
        };
        return t;
    }
};

}

/// The value_type of T; one static instance each.
template <class T> const value_type& value_type_of() {
    static const value_type t = detail::make_value_type<T>::make();
    return t;
}

}
