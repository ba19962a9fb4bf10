// Table tenants: finding, asking for, suspending, taking back. Of the first schema, always.
#pragma once
#include "domain/tenant.hpp"
#include "store/event_store.hpp"
#include <map>
#include <set>

namespace nucleus::tenants {

/// The bus topic under which changes are announced: the id of the tenant.
inline constexpr std::string_view tenant_topic = "tenants";

/// A tenant that is asked for.
struct new_tenant {
    uuid id, company_id;
    std::string subdomain, schema_name, company_name, admin_email, admin_password_hash, plan;
    std::optional<int> max_users;
    bool seed = true;           ///< whether it begins with tenants.seed
    bool address_proven = true; ///< of its administrator
};

/// With what of it can be switched on and off by itself; none: it is switched off.
struct featured_tenant {
    tenant_record of;
    bool has_tables = false; ///< it was made for one of the `alike`
    std::map<std::string, std::optional<std::string>> features;
};

task<std::optional<featured_tenant>>
find_by_name(pg::database& db, pg::call c, std::string_view subdomain, std::string_view alike);
task<std::optional<featured_tenant>> find_by_id(pg::database& db, pg::call c, const uuid& id,
                                                std::string_view alike = "{}");
task<std::optional<tenant_record>> find_tenant(pg::database& db, pg::call c, const uuid& id);
/// By name.
task<std::vector<tenant_record>> all_tenants(pg::database& db, pg::call c);
/// Whether there is such a tenant, or a schema of that name whoever has made it.
task<bool> is_taken(pg::database& db, pg::call c, std::string_view subdomain,
                    std::string_view schema);

/// How many are being made or wait for it.
task<std::int64_t> count_unmade(pg::database& db, pg::call c);
/// The row, with an event `requested`: false when the name is taken. The caller commits.
task<bool> add_tenant(pg::transaction& tx, const new_tenant& t, const performer& by);

/// Its row, locked, by id or subdomain. The caller commits.
task<std::optional<tenant_record>> lock_tenant(pg::transaction& tx, std::string_view key);
/// Each with an event and an announcement; the tenant as it is now. The caller commits.
task<tenant_record> set_suspended(pg::transaction& tx, const uuid& id,
                                  const std::optional<std::string>& reason, const performer& by);
task<tenant_record> set_active(pg::transaction& tx, const uuid& id,
                               const std::optional<std::string>& reason, const performer& by);
task<tenant_record> set_deleted(pg::transaction& tx, const uuid& id,
                                const std::optional<std::string>& reason, const performer& by);

/// The event says what they were and what they are.
task<tenant_record> set_conditions(pg::transaction& tx, const tenant_record& was,
                                   const tenant_conditions& now, const performer& by);

/// Of those that were made for one of the `alike`.
task<std::vector<std::string>> schemas_of(pg::database& db, pg::call c, std::string_view alike);
struct version_counts {
    std::size_t waiting = 0, failed = 0;
};
/// Of those, or `only` this one, that were not made for this version yet.
task<version_counts> count_outdated(pg::database& db, pg::call c, int version,
                                    std::optional<uuid> only = {});
/// Their ids.
task<std::set<uuid>> outdated_tenants(pg::database& db, pg::call c, int version);

/// Runs what changes or deletes this one if it is as `what` demands, and announces that; else
/// false. The caller commits.
task<bool> change_one(pg::transaction& tx, pg::statement what, pg::parameters p, uuid id);

}
