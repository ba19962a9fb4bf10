// A write to one row, from the request to the database.
#pragma once
#include "domain/entity.hpp"
#include <memory>
#include <optional>
#include <vector>

namespace nucleus::crud {

/// Where a row stands among several results.
struct row_place {
    std::size_t result = 0, row = 0;
};

/// One cell per column; absent: not written. Writes that are all the same share theirs.
using shared_cells = std::shared_ptr<std::vector<cell>>;

struct planned_write {
    std::size_t index = 0; ///< in the request
    uuid id;
    shared_cells cells;
    column_set in_text_form{}; ///< arrays whose cell has PostgreSQL's text instead of items
    std::optional<error> refused;
    std::optional<std::string> parked; ///< what the client is told instead
    std::optional<row_place> before, after;

    [[nodiscard]] bool goes_on() const noexcept { return !refused && !parked; }
    /// Whether any column is written.
    [[nodiscard]] bool gives_something() const noexcept {
        return std::ranges::any_of(*cells,
                                   [](const cell& c) { return c.is != cell::state::absent; });
    }
    /// Its own to change.
    [[nodiscard]] cell& own_cell(std::size_t column) {
        if (cells.use_count() > 1) cells = std::make_shared<std::vector<cell>>(*cells);
        return (*cells)[column];
    }
};

[[nodiscard]] inline std::vector<uuid> ids_of(const std::vector<planned_write*>& writes) {
    std::vector<uuid> ids;
    ids.reserve(writes.size());
    for (const auto* w : writes) ids.push_back(w->id);
    return ids;
}

}
