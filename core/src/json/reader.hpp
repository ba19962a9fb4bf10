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
        , limits_{l}
        , orders_{orders_of_thread()} {}

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
    /// In which order the fields of a shape came the last time on this thread: bodies are written
    /// by programs, so the next one has the same. Only a guess, checked for each key; so it does no
    /// harm that `of` may be gone or another shape by then.
    struct order {
        static constexpr std::size_t first = 64; // what comes at the beginning
        const shape* of = nullptr;
        std::uint8_t next[first + 1];
    };
    struct orders {
        order known[8];
        std::size_t replaced = 0; // which gives way to the next new one
    };
    static orders& orders_of_thread();
    order& order_of(const shape& s) {
        for (auto& o : orders_.known)
            if (o.of == &s) return o;
        return new_order(s);
    }
    order& new_order(const shape& s);

    /// What was met of one object.
    struct members {
        bool add(std::size_t field) {
            ++count;
            if (field >= 64) return add_beyond(field - 64);
            const auto bit = std::uint64_t{1} << field, before = bits;
            bits |= bit;
            return (before & bit) == 0;
        }
        bool add_beyond(std::size_t field);
        std::uint64_t bits = 0;
        std::vector<bool> more; // of the fields beyond 64
        std::size_t count = 0;
        const field* fields = nullptr; // of the shape
        std::size_t size = 0;
        order* usual = nullptr;
        std::size_t last = order::first;
        std::size_t first_key = 0; // in keys_: its unknown keys
    };

    bool begins();
    [[nodiscard]] result<void> outcome(bool well_formed);

    // Values that a shape describes.
    bool read_object(const shape& s, void* into, const spot& at);
    bool read_member(const shape& s, void* into, const spot& at, members& met);
    bool read_field(const field& f, std::string_view name, void* into, const spot& at);
    bool read_simply(const field& f, const value_type& t, void* self);
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
    bool enter(char close, bool& empty) {
        if (++depth_ > limits_.depth) return too_deep();
        scan_.pass();
        empty = scan_.peek() == close;
        if (empty) scan_.pass(), --depth_;
        return true;
    }
    bool more(char close, bool& done) {
        const char c = scan_.peek();
        done = c == close;
        if (!done && c != ',') return missing(close);
        scan_.pass();
        if (done) --depth_;
        return true;
    }
    bool too_deep();
    bool missing(char close);
    bool read_key(std::string_view& name);
    bool keep_key(std::size_t first, std::string_view& name, const char* start);
    bool close_keys(std::size_t first) { return keys_.size() == first || keys_are_unique(first); }
    bool keys_are_unique(std::size_t first); ///< afterwards they are forgotten
    bool twice(std::string_view name, const char* at);
    bool twice(const field& f, std::string_view name, const char* at);

    void add_fault(const spot& at, refusal why);
    bool refuse(const spot& at, refusal why) { return add_fault(at, std::move(why)), skip(); }

    std::string_view text_;
    scanner scan_;
    limits limits_;
    std::size_t depth_ = 0;
    std::vector<fault> faults_;
    orders& orders_;
    std::string scratch_;                // of the string being read
    std::string changed_;                // of the scalar made of it
    std::vector<std::string_view> keys_; // of the objects around us whose keys may be anything
    std::forward_list<std::string> unescaped_; // what those keys with escapes point into
};

}
