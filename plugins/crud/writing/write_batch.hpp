// Writes to rows of one entity that belong together, on their way from the request to the database.
#pragma once
#include "domain/entity.hpp"
#include <nucleus/entity_hook.hpp>
#include <nucleus/pg/value.hpp>
#include <optional>
#include <vector>

namespace nucleus::crud {

/// Where a row stands among several results.
struct row_place {
    std::size_t result = 0, row = 0;
};

/// One of them.
struct planned_write {
    std::size_t index = 0; ///< in the request
    uuid id;
    std::vector<cell> cells; ///< one per column; absent: not written
    column_set in_text_form; ///< arrays whose cell has PostgreSQL's text instead of items
    std::optional<error> refused;
    std::optional<std::string> parked; ///< what the client is told instead
    std::optional<row_place> before, after;

    [[nodiscard]] bool goes_on() const noexcept { return !refused && !parked; }
};

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
