// Reads a statement that the store sent: it may only reach what its caller may see.
#pragma once
#include "domain/list_parameters.hpp"
#include "queries/checked_database.hpp"
#include "queries/world.hpp"

namespace nucleus::fuzz {

/// What is wrong with it; empty: nothing. `deleted` is of the list's own rows.
[[nodiscard]] std::string audit(const world& w, const caller& c, const sent& s,
                                crud::deleted_mode deleted);

}
