// What was done to tenants: tenant_events.
#pragma once
#include <nucleus/clock.hpp>
#include <nucleus/describe.hpp>
#include <nucleus/pg/database.hpp>

namespace nucleus::tenants {

/// Who does something to a tenant, as its events have it.
struct performer {
    std::optional<uuid> user; ///< of the first schema
    std::string name;         ///< the user's id, "self-signup", "command line"
    std::string address;      ///< empty: from here
};

struct tenant_event {
    std::string event_type;
    raw_json event_data;
    std::optional<std::string> performed_by, ip_address;
    instant created_at{};
};
NUCLEUS_DESCRIBE(tenant_event, (event_type, "What was done"), (event_data, "More about it"),
                 (performed_by, "By whom"), (ip_address, "From where"), (created_at, "When"))

/// In the first schema, whatever the schema of the transaction. `data`: a JSON object. The caller
/// commits.
task<void> add_event(pg::transaction& tx, std::string_view home, const uuid& tenant,
                     std::string_view type, std::string_view data, const performer& by);

/// The latest, latest first.
inline constexpr int most_events = 200;
task<std::vector<tenant_event>> latest_events(pg::database& db, pg::call c, const uuid& tenant);

}
