// Rows and writes as hooks see them.
#pragma once
#include "domain/entity.hpp"
#include "domain/planned_write.hpp"
#include "store/row_writer.hpp"
#include <nucleus/entity_hook.hpp>

namespace nucleus::crud {

/// A row of a result that begins with xmin and the readable columns.
class result_row final : public stored_row {
public:
    result_row(const entity& e, const row_writer& writer, const pg::rows& rows, std::size_t r)
        : entity_{e}
        , writer_{writer}
        , rows_{rows}
        , row_{r} {}
    [[nodiscard]] std::optional<std::string_view> value(std::string_view column) const override;
    void write_json(std::string& out) const override;

private:
    const entity& entity_;
    const row_writer& writer_;
    const pg::rows& rows_;
    std::size_t row_;
};

class hooked_write final : public row_write {
public:
    /// `before` may be null; `settable`: it is a creation or an update.
    hooked_write(const entity& e, planned_write& w, const stored_row* before, bool settable)
        : entity_{e}
        , write_{w}
        , before_{before}
        , settable_{settable} {}
    [[nodiscard]] const uuid& id() const override { return write_.id; }
    [[nodiscard]] const stored_row* before() const override { return before_; }
    [[nodiscard]] bool goes_on() const noexcept { return write_.goes_on(); }
    [[nodiscard]] bool gives(std::string_view column) const override;
    [[nodiscard]] std::optional<std::string_view> given(std::string_view column) const override;
    void write_json(std::string& out) const override;
    void set(std::string_view column, std::optional<std::string> value) override;
    void refuse(error why) override { write_.refused = std::move(why); }
    void park(std::string data) override { write_.parked = std::move(data); }

private:
    [[nodiscard]] std::optional<std::size_t> find(std::string_view column) const;
    const entity& entity_;
    planned_write& write_;
    const stored_row* before_;
    bool settable_;
    mutable std::string text_; ///< of an array that was asked for
};

}
