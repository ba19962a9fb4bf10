#include "domain/visible_shape.hpp"

namespace nucleus::crud {

visible_shape::visible_shape(const shape& whole, const column_set& hidden)
    : whole_{whole} {
    if (hidden.none()) return;
    part_ = shape{whole.name, whole.doc, {}, whole.open};
    for (const auto& f : whole.fields) {
        const auto column = f.offset / cell_offset(1);
        if (!hidden[column])
            part_->fields.push_back(f);
        else
            lacks_required_ |= f.required;
    }
}

result<void> visible_shape::check_complete() const {
    if (!lacks_required_) return {};
    return error{errors::forbidden, "A new row takes a field that you may not see."};
}

}
