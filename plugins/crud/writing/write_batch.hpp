// Writes to rows of one entity that belong together, on their way from the request to the database.
#pragma once
#include "domain/planned_write.hpp"
#include <nucleus/entity_hook.hpp>
#include <nucleus/pg/value.hpp>
#include <vector>

namespace nucleus::crud {

/// Results begin with xmin; the readable columns follow.
struct write_batch {
    row_operation what = row_operation::create;
    std::vector<planned_write> items;
    std::vector<pg::rows> before, after;

    /// Those that are still to be done, or were done.
    [[nodiscard]] std::vector<planned_write*> going_on() {
        std::vector<planned_write*> some;
        for (auto& i : items)
            if (i.goes_on()) some.push_back(&i);
        return some;
    }
    [[nodiscard]] bool any_refused() const noexcept {
        for (const auto& i : items)
            if (i.refused) return true;
        return false;
    }
};

}
