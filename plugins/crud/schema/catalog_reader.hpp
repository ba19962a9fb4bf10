// Reads pg_catalog.
#pragma once
#include "schema/actual.hpp"
#include <nucleus/pg/database.hpp>

namespace nucleus::crud {

/// The tables of `schema`; "pg_temp" stands for the temporary ones of this session.
task<actual_schema> read_schema(pg::transaction& tx, std::string schema);

}
