// Rows around a PGresult.
#pragma once
#include "pg/libpq.hpp"
#include <nucleus/pg/value.hpp>

namespace nucleus::pg {

[[nodiscard]] rows make_rows(std::shared_ptr<PGresult> result);

}
