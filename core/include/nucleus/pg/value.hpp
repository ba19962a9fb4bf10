// Parameters of a statement and rows of a result.
#pragma once
#include <charconv>
#include <cstdint>
#include <memory>
#include <nucleus/clock.hpp>
#include <nucleus/secret_string.hpp>
#include <nucleus/uuid.hpp>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace nucleus::pg {

/// Bound values in PostgreSQL's text form, in order ($1 first). Owns them.
class parameters {
public:
    parameters() = default;
    template <class... T> explicit parameters(const T&... values) { (add(values), ...); }

    void add(std::string_view text) { values_.emplace_back(text); }
    void add(const std::string& text) { values_.emplace_back(text); }
    void add(const char* text) { values_.emplace_back(text); }
    void add(const secret_string& s) { values_.emplace_back(s.reveal()); }
    void add(bool b) { values_.emplace_back(b ? "t" : "f"); }
    void add(int n) { values_.emplace_back(std::to_string(n)); }
    void add(std::int64_t n) { values_.emplace_back(std::to_string(n)); }
    void add(std::uint64_t n) { values_.emplace_back(std::to_string(n)); }
    void add(const uuid& id) { values_.emplace_back(id.text()); }
    void add(instant t) { values_.emplace_back(format_instant(t)); }
    void add(std::nullopt_t) { values_.emplace_back(std::nullopt); }
    template <class T> void add(const std::optional<T>& v) {
        if (v)
            add(*v);
        else
            values_.emplace_back(std::nullopt);
    }
    [[nodiscard]] std::span<const std::optional<std::string>> values() const { return values_; }

private:
    std::vector<std::optional<std::string>> values_;
};

/// The rows of one result. Owns the memory; views die with it. Movable. All values in text form.
class rows {
public:
    /// Where the data lives; implemented in core around PGresult.
    class source {
    public:
        virtual ~source();
        [[nodiscard]] virtual std::size_t row_count() const noexcept = 0;
        [[nodiscard]] virtual std::size_t column_count() const noexcept = 0;
        [[nodiscard]] virtual std::string_view column_name(std::size_t c) const noexcept = 0;
        [[nodiscard]] virtual bool null(std::size_t r, std::size_t c) const noexcept = 0;
        [[nodiscard]] virtual std::string_view text(std::size_t r,
                                                    std::size_t c) const noexcept = 0;
        [[nodiscard]] virtual std::optional<std::string_view>
        cell(std::size_t r, std::size_t c) const noexcept = 0;
        [[nodiscard]] virtual std::uint64_t affected() const noexcept = 0;
    };

    rows() = default;
    explicit rows(std::unique_ptr<const source> s)
        : source_{std::move(s)} {}

    [[nodiscard]] std::size_t size() const noexcept { return source_ ? source_->row_count() : 0; }
    [[nodiscard]] bool empty() const noexcept { return size() == 0; }
    [[nodiscard]] std::size_t columns() const noexcept {
        return source_ ? source_->column_count() : 0;
    }
    [[nodiscard]] std::string_view column(std::size_t c) const noexcept {
        return source_->column_name(c);
    }
    /// Rows that an INSERT, UPDATE or DELETE touched.
    [[nodiscard]] std::uint64_t affected() const noexcept {
        return source_ ? source_->affected() : 0;
    }

    [[nodiscard]] bool null(std::size_t r, std::size_t c) const noexcept {
        return source_->null(r, c);
    }
    [[nodiscard]] std::string_view text(std::size_t r, std::size_t c) const noexcept {
        return source_->text(r, c);
    }
    /// Both in one: nothing for NULL.
    [[nodiscard]] std::optional<std::string_view> cell(std::size_t r,
                                                       std::size_t c) const noexcept {
        return source_->cell(r, c);
    }
    [[nodiscard]] bool boolean(std::size_t r, std::size_t c) const noexcept {
        return text(r, c) == "t";
    }
    [[nodiscard]] std::int64_t integer(std::size_t r, std::size_t c) const noexcept {
        std::int64_t n = 0;
        auto t = text(r, c);
        std::from_chars(t.data(), t.data() + t.size(), n);
        return n;
    }
    [[nodiscard]] uuid id(std::size_t r, std::size_t c) const noexcept {
        return uuid::parse(text(r, c)).value_or(uuid{});
    }
    [[nodiscard]] instant time(std::size_t r, std::size_t c) const noexcept {
        return parse_instant(text(r, c)).value_or(instant{});
    }
    [[nodiscard]] std::optional<std::string> text_or_null(std::size_t r, std::size_t c) const {
        return null(r, c) ? std::nullopt : std::optional<std::string>{text(r, c)};
    }
    [[nodiscard]] std::optional<instant> time_or_null(std::size_t r, std::size_t c) const {
        return null(r, c) ? std::nullopt : std::optional<instant>{time(r, c)};
    }
    [[nodiscard]] std::optional<uuid> id_or_null(std::size_t r, std::size_t c) const {
        return null(r, c) ? std::nullopt : std::optional<uuid>{id(r, c)};
    }

private:
    std::unique_ptr<const source> source_;
};

}
