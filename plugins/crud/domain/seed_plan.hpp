// Rows that a configuration gives to entities: read, checked, and in an order in which each can be
// stored. Pure.
#pragma once
#include "domain/planned_write.hpp"
#include <nucleus/seed_rows.hpp>

namespace nucleus::crud {

/// Rows of one entity that can be stored at once: the same columns are given, and all that they
/// refer to was stored in the steps before.
struct seed_step {
    const entity* of;
    std::vector<planned_write> rows;
};

/// Only entities of the configuration have such rows. A reference to one of them must lead to
/// another of these rows, for there are no others yet; what refers to a plugin's table is left to
/// the database. What is wrong is added to `found`, with pointers from the rows on
/// ("/books/0/title"): the plan is of no use then.
[[nodiscard]] std::vector<seed_step> plan_seed(const std::vector<std::unique_ptr<entity>>& all,
                                               const seed_rows& rows, std::vector<fault>& found);

}
