// NUCLEUS_DESCRIBE: the shape of a struct, declared once beside it.
//
//     struct login_request {
//         std::optional<std::string> email;
//         secret_string              password;
//         bool                       remember_me = false;
//     };
//     NUCLEUS_DESCRIBE(login_request, (email, "E-mail address", format::email),
//                      (password, "The password", max_length(1024)),
//                      (remember_me, "Keep the session for longer", defaulted))
//
// Use it in the struct's own namespace. Fields are required unless they are std::optional or
// `defaulted` (the struct's own initialiser then is the default). JSON names are the camelCase of
// the member's unless `named("…")`. An optional is left out of answers when empty; `nullable`
// writes and accepts null instead.
#pragma once
#include <boost/preprocessor/seq/for_each.hpp>
#include <boost/preprocessor/stringize.hpp>
#include <boost/preprocessor/tuple/elem.hpp>
#include <boost/preprocessor/tuple/enum.hpp>
#include <boost/preprocessor/tuple/pop_front.hpp>
#include <boost/preprocessor/variadic/to_seq.hpp>
#include <nucleus/shape.hpp>
#include <nucleus/value_types.hpp>
#include <type_traits>

namespace nucleus {

/// What may follow the doc string of a field.
namespace attributes {
struct attribute {
    void (*set)(field&, double, const char*);
    double number = 0;
    const char* text = "";
};
inline constexpr attribute defaulted{[](field& f, double, const char*) { f.required = false; }};
inline constexpr attribute nullable{[](field& f, double, const char*) { f.nullable = true; }};
inline constexpr attribute secret{[](field& f, double, const char*) { f.secret = true; }};
inline constexpr attribute restart{[](field& f, double, const char*) { f.restart = true; }};
inline constexpr attribute env_name{
    [](field& f, double, const char*) { f.env_name = true, f.secret = true; }};
constexpr attribute min_length(double n) {
    return {[](field& f, double v, const char*) { f.min_length = static_cast<std::size_t>(v); }, n};
}
constexpr attribute max_length(double n) {
    return {[](field& f, double v, const char*) { f.max_length = static_cast<std::size_t>(v); }, n};
}
constexpr attribute at_least(double n) {
    return {[](field& f, double v, const char*) { f.minimum = v; }, n};
}
constexpr attribute at_most(double n) {
    return {[](field& f, double v, const char*) { f.maximum = v; }, n};
}
constexpr attribute pattern(const char* ecmascript) {
    return {[](field& f, double, const char* t) { f.pattern = t; }, 0, ecmascript};
}
constexpr attribute named(const char* json_name) {
    return {[](field& f, double, const char* t) { f.name = t; }, 0, json_name};
}
}

namespace detail {
[[nodiscard]] std::string camel_case(std::string_view snake);
[[nodiscard]] std::string pascal_case(std::string_view snake);

inline void apply(field& f, const attributes::attribute& a) { a.set(f, a.number, a.text); }
inline void apply(field& f, format as) { f.as = as; }

template <class Struct, class Member, class... Attributes>
void add_field(shape& s, std::string_view member, Member Struct::* at, const char* doc,
               const Attributes&... attributes) {
    // offsetof for a pointer to member: the address inside a storage that is never read.
    alignas(Struct) static const unsigned char storage[sizeof(Struct)]{};
    const auto* base = reinterpret_cast<const Struct*>(storage);
    field f;
    f.name = camel_case(member);
    f.doc = doc;
    f.type = &value_type_of<Member>();
    f.offset =
        static_cast<std::size_t>(reinterpret_cast<const unsigned char*>(&(base->*at)) - storage);
    f.required = !is_optional<Member>;
    f.secret = f.type->kind == value_kind::secret;
    (apply(f, attributes), ...);
    s.fields.push_back(std::move(f));
}
}

/// The shape of a described struct.
template <described T> const shape& shape_of() {
    return nucleus_shape(static_cast<const T*>(nullptr));
}

}

#define NUCLEUS_DETAIL_FIELD(r, T, field_tuple)                                                    \
    nucleus::detail::add_field(                                                                    \
        s, BOOST_PP_STRINGIZE(BOOST_PP_TUPLE_ELEM(0, field_tuple)),                                 \
                              &T::BOOST_PP_TUPLE_ELEM(0, field_tuple),                             \
                              BOOST_PP_TUPLE_ENUM(BOOST_PP_TUPLE_POP_FRONT(field_tuple)));

/// Describes struct T; each field is a tuple (member, "doc", attributes…).
#define NUCLEUS_DESCRIBE(T, ...)                                                                   \
    inline const nucleus::shape& nucleus_shape(const T*) {                                         \
        static const nucleus::shape described = [] {                                               \
            using namespace nucleus::attributes;                                                   \
            using nucleus::format;                                                                 \
            nucleus::shape s;                                                                      \
            s.name = nucleus::detail::pascal_case(#T);                                             \
            BOOST_PP_SEQ_FOR_EACH(NUCLEUS_DETAIL_FIELD, T, BOOST_PP_VARIADIC_TO_SEQ(__VA_ARGS__))  \
            return s;                                                                              \
        }();                                                                                       \
        return described;                                                                          \
    }
