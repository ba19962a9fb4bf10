#include "store/event_store.hpp"
#include "store/rows.hpp"
#include <nucleus/pg/quoted.hpp>

namespace nucleus::tenants {

namespace {

constexpr pg::statement select_events{"tenants.event.latest", R"(
SELECT event_type, event_data, performed_by, ip_address, created_at FROM {schema}.tenant_events
WHERE tenant_id = $1::uuid ORDER BY id DESC LIMIT $2::int)"};

}

task<void> add_event(pg::transaction& tx, std::string_view home, const uuid& tenant,
                     std::string_view type, std::string_view data, const performer& by) {
    const auto sql = "INSERT INTO " + pg::quoted(home) +
                     ".tenant_events (id, tenant_id, event_type, event_data, performed_by, "
                     "ip_address, created_by) VALUES ($1::uuid, $2::uuid, $3, $4::jsonb, "
                     "nullif($5, ''), nullif($6, ''), $7::uuid)";
    const pg::statement insert_event{"tenants.event.add", sql};
    pg::parameters p{uuid::v7(), tenant, type, data, by.name, by.address, by.user};
    co_await tx.run(insert_event, std::move(p));
}

task<std::vector<tenant_event>> latest_events(pg::database& db, pg::call c, const uuid& tenant) {
    pg::parameters p{tenant, most_events};
    const auto r = co_await db.read(c, select_events, std::move(p));
    std::vector<tenant_event> events;
    for (std::size_t i = 0; i < r.size(); ++i)
        events.push_back({std::string{r.text(i, 0)}, raw_json{std::string{r.text(i, 1)}},
                          r.text_or_null(i, 2), r.text_or_null(i, 3), r.time(i, 4)});
    co_return events;
}

}
