// Where rights come from.
#pragma once
#include <nucleus/pg/database.hpp>
#include <string>
#include <vector>

namespace nucleus::auth {

/// Names of the user's roles that grant the claim: for some rows (`scoped`), or for every row.
task<std::vector<std::string>> roles_granting(pg::database& db, pg::call c, const uuid& user_id,
                                              const std::string& claim, bool scoped);

}
