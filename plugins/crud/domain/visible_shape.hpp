// What somebody may write: columns that are hidden from him are as unknown as any other name. Pure.
#pragma once
#include "domain/entity.hpp"
#include <nucleus/error.hpp>
#include <optional>

namespace nucleus::crud {

/// A shape of bodies without the hidden columns. Refers to the whole one.
class visible_shape {
public:
    visible_shape(const shape& whole, const column_set& hidden);
    [[nodiscard]] const shape& get() const noexcept { return part_ ? *part_ : whole_; }
    /// Forbidden, when a column is hidden that must be given.
    [[nodiscard]] result<void> check_complete() const;

private:
    const shape& whole_;
    std::optional<shape> part_;
    bool lacks_required_ = false;
};

}
