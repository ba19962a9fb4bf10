// Arrays as values of statements.
#pragma once
#include <nucleus/uuid.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace nucleus::pg {

/// A one-dimensional array in PostgreSQL's text form, `{"a",NULL}`, element by element. A plain
/// value; bind its text() with a cast, `$1::text[]`.
class array_text {
public:
    array_text() = default;
    /// Of all elements of a range of texts, uuids, or optional ones.
    template <class Range> explicit array_text(const Range& elements) {
        for (const auto& e : elements) add(e);
    }

    void add(std::string_view element) {
        separate();
        text_.push_back('"');
        for (const char c : element) {
            if (c == '"' || c == '\\') text_.push_back('\\');
            text_.push_back(c);
        }
        text_.push_back('"');
    }
    void add(const uuid& id) {
        separate();
        id.append_to(text_);
    }
    void add(std::nullopt_t) {
        separate();
        text_.append("NULL");
    }
    template <class T> void add(const std::optional<T>& element) {
        if (element)
            add(*element);
        else
            add(std::nullopt);
    }

    [[nodiscard]] std::string text() const& { return text_ + "}"; }
    [[nodiscard]] std::string text() && {
        text_.push_back('}');
        return std::move(text_);
    }

private:
    void separate() {
        if (text_.size() > 1) text_.push_back(',');
    }
    std::string text_{"{"};
};

}
