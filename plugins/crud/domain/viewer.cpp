#include "domain/viewer.hpp"

namespace nucleus::crud {

column_set viewer::hidden(const entity& e) const {
    column_set hidden;
    if (!e.any_guarded) return hidden;
    for (std::size_t i = 0; i < e.columns.size(); ++i)
        if (e.columns[i].guarded) hidden[i] = !who_ || !who_->has(e.columns[i].claim);
    return hidden;
}

bool viewer::follows(const entity& near, const relation& r) const {
    if (!reads(*r.target) || hidden(near)[r.near] || hidden(*r.target)[r.far]) return false;
    if (!r.junction) return true;
    const auto between = hidden(*r.junction);
    return reads(*r.junction) && !between[r.across_near] && !between[r.across_far];
}

}
