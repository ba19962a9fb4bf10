#include "domain/viewer.hpp"

namespace nucleus::crud {

column_set viewer::hidden(const entity& e) const {
    column_set hidden;
    if (!e.any_guarded) return hidden;
    for (std::size_t i = 0; i < e.columns.size(); ++i)
        if (e.columns[i].guarded) hidden[i] = !who_ || !who_->has(e.columns[i].claim);
    return hidden;
}

}
