// Walks a JSON text and a shape together, filling the described object.
#pragma once
#include "json/scanner.hpp"
#include "json/verdict.hpp"
#include <forward_list>
#include <nucleus/json/json.hpp>
#include <vector>

namespace nucleus::json {

/// One reading of one text. Functions return false once the text is malformed; faults of a
/// well-formed text are collected and reading goes on.
class reader {
public:
    reader(std::string_view text, limits l)
        : text_{text}
        , scan_{text}
        , limits_{l} {}

    [[nodiscard]] result<void> object(const shape& s, void* into);
    [[nodiscard]] result<void> value(const field& f, void* into);
    [[nodiscard]] result<std::size_t> array(const shape& s, void* context,
                                            void* (*next)(void* context, std::size_t index));
    [[nodiscard]] result<void> any();

private:
    /// Where we are; a list on the stack, made a JSON Pointer only when something is wrong.
    struct spot {
        const spot* up = nullptr;
        std::string_view key{};
        std::size_t index = 0;
        bool in_list = false;
    };
    /// What was met of one object.
    struct members {
        bool add(std::size_t field);
        std::uint64_t bits = 0;
        std::vector<bool> more; // of the fields beyond 64
        std::size_t count = 0;
        std::size_t expected = 0;  // which field probably comes next
        std::size_t first_key = 0; // in keys_: its unknown keys
    };

    bool begins();
    [[nodiscard]] result<void> outcome(bool well_formed);

    // Values that a shape describes.
    bool read_object(const shape& s, void* into, const spot& at);
    bool read_member(const shape& s, void* into, const spot& at, members& met);
    bool read_value(const field& f, const value_type& t, void* self, const spot& at);
    bool read_null(const field& f, const value_type& t, void* self, const spot& at);
    bool read_list(const field& f, const value_type& t, void* self, const spot& at);
    bool read_map(const field& f, const value_type& t, void* self, const spot& at);
    bool read_scalar(const field& f, const value_type& t, void* self, const spot& at);
    bool read_raw(const value_type& t, void* self);
    bool store(const value_type& t, void* self, const scalar& value);
    bool skip_unknown(const shape& s, std::string_view name, const spot& at);
    void check_given(const shape& s, const members& met, const spot& at);

    // Values that are only checked for being well-formed.
    bool skip();
    bool skip_object();
    bool skip_array();

    // Brackets, keys and commas.
    bool enter(char close, bool& empty);
    bool more(char close, bool& done);
    bool read_key(std::string_view& name, const char*& start);
    bool keep_key(std::size_t first, std::string_view& name, const char* start);
    bool close_keys(std::size_t first);
    bool twice(std::string_view name, const char* at);

    void add_fault(const spot& at, refusal why);
    bool refuse(const spot& at, refusal why) { return add_fault(at, std::move(why)), skip(); }

    std::string_view text_;
    scanner scan_;
    limits limits_;
    std::size_t depth_ = 0;
    std::vector<fault> faults_;
    std::string scratch_;                // of the string being read
    std::string changed_;                // of the scalar made of it
    std::vector<std::string_view> keys_; // of the objects around us whose keys may be anything
    std::forward_list<std::string> unescaped_; // what those keys with escapes point into
};

}
