// Numbers of what schemas are made from: table tenant_versions.
#pragma once
#include <nucleus/pg/database.hpp>
#include <string>

namespace nucleus::tenants {

/// The number of that digest, which gets the next one when it is new.
task<int> number_of(pg::database& db, std::string home, std::string digest);

}
