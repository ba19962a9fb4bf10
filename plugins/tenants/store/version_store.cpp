#include "store/version_store.hpp"

namespace nucleus::tenants {

namespace {

constexpr pg::statement select_number{
    "tenants.version", "SELECT number FROM {schema}.tenant_versions WHERE digest = $1"};
constexpr pg::statement insert_number{
    "tenants.version.add",
    "INSERT INTO {schema}.tenant_versions (digest) VALUES ($1) ON CONFLICT DO NOTHING"};

}

task<int> number_of(pg::database& db, std::string home, std::string digest) {
    const pg::call call{home};
    const pg::parameters p{digest};
    for (;;) { // somebody else may add it meanwhile
        const auto known = co_await db.read(call, select_number, p);
        if (!known.empty()) co_return static_cast<int>(known.integer(0, 0));
        co_await db.write(call, insert_number, p);
    }
}

}
