// Key functions of the SDK's interfaces: one vtable and one type identity for the whole process.
#include <nucleus/config/snapshot.hpp>
#include <nucleus/pg/database.hpp>
#include <nucleus/plugin.hpp>
#include <nucleus/services/administrators.hpp>
#include <nucleus/services/bus.hpp>
#include <nucleus/services/identity.hpp>
#include <nucleus/services/passwords.hpp>
#include <nucleus/services/schema_owner.hpp>
#include <nucleus/workers.hpp>

namespace nucleus {

plugin::~plugin() = default;
task<void> plugin::start(start_context&) { co_return; }
void plugin::reconfigure(const config_view&) noexcept {}
task<void> plugin::stop() noexcept { co_return; }

workers::~workers() = default;
work_pool::~work_pool() = default;
administrators::~administrators() = default;
bus::~bus() = default;
identity::~identity() = default;
passwords::~passwords() = default;
schema_owner::~schema_owner() = default;
config_snapshot::~config_snapshot() = default;

}

namespace nucleus::pg {

rows::source::~source() = default;
query_failure::~query_failure() = default;
transaction::~transaction() = default;
connection::~connection() = default;
database::~database() = default;

bool retryable(const query_failure& f) noexcept {
    return f.sqlstate == "40001" || f.sqlstate == "40P01";
}

}
