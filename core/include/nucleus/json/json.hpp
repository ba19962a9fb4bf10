// JSON text to described values and back (RFC 8259, strict).
#pragma once
#include <cstdint>
#include <nucleus/describe.hpp>
#include <nucleus/error.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace nucleus::json {

struct limits {
    std::size_t depth = 32;   ///< nesting of objects and arrays
    std::size_t faults = 100; ///< told of one text; there may be more then
};

/// Reads `text` into the object at `into`, whose type `s` describes. Malformed text, duplicate
/// keys, trailing bytes, invalid UTF-8, NUL, lone surrogates and excess depth are
/// `malformed_json` naming the spot; everything else that is wrong is collected, all of it, in one
/// `validation_failed` with JSON Pointers. After an error `into` holds unspecified values.
/// Any thread; the parser is the thread's own.
[[nodiscard]] result<void> read(const shape& s, void* into, std::string_view text, limits = {});

template <described T> [[nodiscard]] result<T> read(std::string_view text, limits l = {}) {
    T value{};
    if (auto r = read(shape_of<T>(), &value, text, l); !r) return r.error();
    return value;
}

/// Reads an array of objects of shape `s`: `next(context, index)` supplies the storage of each; it
/// is not called for what is no object. While fewer than limits::faults are told, the elements that
/// none of them is about hold their values.
[[nodiscard]] result<std::size_t> read_array(const shape& s, std::string_view text, void* context,
                                             void* (*next)(void* context, std::size_t index),
                                             limits = {});

/// The same, collected: `[{…}, …]`.
template <described T>
[[nodiscard]] result<std::vector<T>> read_list(std::string_view text, limits l = {}) {
    std::vector<T> items;
    const auto next = [](void* all, std::size_t) -> void* {
        return &static_cast<std::vector<T>*>(all)->emplace_back();
    };
    if (auto r = read_array(shape_of<T>(), text, &items, next, l); !r) return r.error();
    return items;
}

/// Checks that `text` is one valid JSON value under the same rules.
[[nodiscard]] result<void> check(std::string_view text, limits = {});

/// Reads URL query parameters ("a=1&b=x") into the object at `into`: values are converted by the
/// field's type, repeated and unknown parameters and all other faults come back together as
/// `invalid_query`, the path being the parameter's name.
[[nodiscard]] result<void> read_query(const shape& s, void* into, std::string_view query);

/// Appends JSON to a caller-owned buffer; commas and escaping are its business, nesting yours.
/// Not thread-safe; keeps only a reference to the buffer.
class writer {
public:
    explicit writer(std::string& out)
        : out_{out} {}
    writer& begin_object() { return open('{'); }
    writer& end_object() { return close('}'); }
    writer& begin_array() { return open('['); }
    writer& end_array() { return close(']'); }
    writer& key(std::string_view name);   ///< escaped; then write exactly one value
    writer& value(std::string_view text); ///< as a JSON string; invalid UTF-8 becomes U+FFFD
    writer& value(const char* text) { return value(std::string_view{text}); }
    writer& value(bool b);
    writer& value(std::int64_t n);
    writer& value(int n) { return value(std::int64_t{n}); }
    writer& value(std::uint64_t n);
    writer& value(double d); ///< shortest round-trip form; NaN and infinity as null
    writer& null();
    writer& raw(std::string_view valid_json); ///< verbatim

private:
    writer& open(char c);
    writer& close(char c);
    void separate();
    std::string& out_;
    bool fresh_ = true; // no comma needed before the next element
};

/// Appends `text` to `out` as a JSON string literal, quotes included.
void append_string(std::string& out, std::string_view text);

/// Writes the object at `from`, whose type `s` describes. Secrets are never written.
void write(writer& w, const shape& s, const void* from);

template <described T> void write(writer& w, const T& value) { write(w, shape_of<T>(), &value); }

template <described T> [[nodiscard]] std::string to_text(const T& value) {
    std::string out;
    writer w{out};
    write(w, value);
    return out;
}

}
