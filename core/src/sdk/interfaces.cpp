// Key functions of the SDK's interfaces: one vtable and one type identity for the whole process.
#include <nucleus/config/snapshot.hpp>
#include <nucleus/entity_hook.hpp>
#include <nucleus/pg/database.hpp>
#include <nucleus/plugin.hpp>
#include <nucleus/services/account_copies.hpp>
#include <nucleus/services/administrators.hpp>
#include <nucleus/services/audit_trail.hpp>
#include <nucleus/services/bus.hpp>
#include <nucleus/services/captchas.hpp>
#include <nucleus/services/entity_references.hpp>
#include <nucleus/services/identity.hpp>
#include <nucleus/services/limiter.hpp>
#include <nucleus/services/mailer.hpp>
#include <nucleus/services/notices.hpp>
#include <nucleus/services/passwords.hpp>
#include <nucleus/services/row_rights.hpp>
#include <nucleus/services/row_seeder.hpp>
#include <nucleus/services/schema_keeper.hpp>
#include <nucleus/services/schema_owner.hpp>
#include <nucleus/services/schema_removal.hpp>
#include <nucleus/services/stale_claims.hpp>
#include <nucleus/services/tenancy.hpp>
#include <nucleus/services/tenant_administration.hpp>
#include <nucleus/services/tenant_archives.hpp>
#include <nucleus/workers.hpp>

namespace nucleus {

plugin::~plugin() = default;
task<void> plugin::start(start_context&) { co_return; }
task<void> plugin::populate(std::string, table_changes) { co_return; }
std::string plugin::tables() const { return {}; }
std::string plugin::seeds() const { return {}; }
void plugin::reconfigure(const config_view&) noexcept {}
task<void> plugin::stop() noexcept { co_return; }

task<std::vector<std::string>> start_context::all_schemas() const {
    auto all = schemas;
    if (auto* tenants = services.find<tenancy>()) {
        auto asked = tenants->schemas();
        auto theirs = co_await std::move(asked);
        all.insert(all.end(), std::make_move_iterator(theirs.begin()),
                   std::make_move_iterator(theirs.end()));
    }
    co_return all;
}

workers::~workers() = default;
work_pool::~work_pool() = default;
account_copies::~account_copies() = default;
administrators::~administrators() = default;
audit_trail::~audit_trail() = default;
bus::~bus() = default;
captchas::~captchas() = default;
entity_references::~entity_references() = default;
identity::~identity() = default;
task<error> identity::turn_away(request_context&) { co_return errors::unauthenticated; }
limiter::~limiter() = default;
mailer::~mailer() = default;
notices::~notices() = default;
passwords::~passwords() = default;
row_rights::~row_rights() = default;
row_seeder::~row_seeder() = default;
schema_keeper::~schema_keeper() = default;
schema_owner::~schema_owner() = default;
schema_removal::~schema_removal() = default;
stale_claims::~stale_claims() = default;
tenancy::~tenancy() = default;
tenant_administration::~tenant_administration() = default;
tenant_archives::~tenant_archives() = default;
config_snapshot::~config_snapshot() = default;

stored_row::~stored_row() = default;
row_write::~row_write() = default;
entity_hook::~entity_hook() = default;
std::vector<const error_kind*> entity_hook::refusals() const { return {}; }
task<void> entity_hook::before_write(hook_call&, std::span<row_write* const>) { co_return; }
task<void> entity_hook::after_write(hook_call&, std::span<const row_change>) { co_return; }
task<void> entity_hook::after_commit(request_context&, const hooked_table&, row_operation) {
    co_return;
}
task<void> entity_hook::after_read(request_context&, const hooked_table&, std::optional<uuid>) {
    co_return;
}
std::string entity_hook::filter_read(const principal*, std::string_view) const { return {}; }

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
