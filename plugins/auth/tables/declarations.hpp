// The tables of auth that are served with the API of entities.
#pragma once
#include <string>

namespace nucleus::auth {

/// For registry::entities(): users, profiles, roles, claims, their assignments, addresses, phones,
/// files, cohorts. What only auth may write (passwords, verification, locks, sign-ins) is hidden or
/// read-only.
[[nodiscard]] std::string table_declarations();

}
