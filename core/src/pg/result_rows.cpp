#include "pg/result_rows.hpp"

namespace nucleus::pg {

namespace {

class result_rows final : public rows::source {
public:
    explicit result_rows(std::shared_ptr<PGresult> r)
        : result_{std::move(r)} {}

    std::size_t row_count() const noexcept override {
        return static_cast<std::size_t>(::PQntuples(result_.get()));
    }
    std::size_t column_count() const noexcept override {
        return static_cast<std::size_t>(::PQnfields(result_.get()));
    }
    std::string_view column_name(std::size_t c) const noexcept override {
        return ::PQfname(result_.get(), static_cast<int>(c));
    }
    bool null(std::size_t r, std::size_t c) const noexcept override {
        return ::PQgetisnull(result_.get(), static_cast<int>(r), static_cast<int>(c)) != 0;
    }
    std::string_view text(std::size_t r, std::size_t c) const noexcept override {
        const auto row = static_cast<int>(r);
        const auto column = static_cast<int>(c);
        return {::PQgetvalue(result_.get(), row, column),
                static_cast<std::size_t>(::PQgetlength(result_.get(), row, column))};
    }
    std::optional<std::string_view> cell(std::size_t r, std::size_t c) const noexcept override {
        const auto found = text(r, c); // of a NULL it is empty
        if (found.empty() && null(r, c)) return std::nullopt;
        return found;
    }
    std::uint64_t affected() const noexcept override {
        const std::string_view digits = ::PQcmdTuples(result_.get());
        std::uint64_t n = 0;
        std::from_chars(digits.data(), digits.data() + digits.size(), n);
        return n;
    }

private:
    std::shared_ptr<PGresult> result_;
};

}

rows make_rows(std::shared_ptr<PGresult> result) {
    return rows{std::make_unique<const result_rows>(std::move(result))};
}

}
