#include "store/audit_store.hpp"
#include <nucleus/pg/array_text.hpp>
#include <nucleus/pg/each_schema.hpp>

namespace nucleus::audit {

namespace {

constexpr pg::statement insert{"audit.insert", R"(
INSERT INTO {schema}.audit_logs (entity_name, operation_type, user_id, impersonator_id, ip_address,
    user_agent, path, query, request_id, category, summary, entity_id, old_values, new_values)
SELECT $1, $2, $3::uuid, $4::uuid, nullif($5, ''), nullif($6, ''), nullif($7, ''), nullif($8, ''),
    nullif($9, ''), $10,
    $2 || ' ' || $1, r.id::uuid, r.before::jsonb, r.after::jsonb
FROM unnest($11::text[], $12::text[], $13::text[]) AS r(id, before, after))"};

constexpr pg::statement remove_old{"audit.prune", R"(
DELETE FROM {schema}.audit_logs WHERE id IN (
    SELECT id FROM {schema}.audit_logs
    WHERE created_at < (now() AT TIME ZONE 'UTC') - $1::int * interval '1 day'
    ORDER BY created_at, id LIMIT 5000))"};

/// What a client wrote, as text: bytes beyond ASCII as %XX, since they need not be UTF-8.
std::string plain(std::string_view text) {
    constexpr std::size_t most = 2048;
    constexpr std::string_view digits = "0123456789ABCDEF";
    std::string out;
    for (const char c : text.substr(0, most)) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte >= 0x20 && byte < 0x7f) {
            out.push_back(c);
            continue;
        }
        out.append({'%', digits[byte >> 4], digits[byte & 15]});
    }
    return out;
}

pg::parameters values_of(const origin& from, const std::vector<record>& records) {
    pg::parameters p{from.table,      from.operation, from.user,  from.impersonator, from.address,
                     from.user_agent, from.path,      from.query, from.request_id,   from.category};
    pg::array_text ids, before, after;
    for (const auto& r : records) ids.add(r.row), before.add(r.before), after.add(r.after);
    p.add(ids.text()), p.add(before.text()), p.add(after.text());
    return p;
}

}

origin origin_of(const request_context& rc, std::string_view table, std::string_view operation) {
    origin from;
    from.table = table, from.operation = operation;
    if (rc.caller) from.user = rc.caller->user_id, from.impersonator = rc.caller->impersonator_id;
    from.address = rc.client_address;
    from.user_agent = plain(rc.request.get("User-Agent"));
    from.path = plain(rc.request.path), from.query = plain(rc.request.query);
    from.request_id = rc.request_id;
    return from;
}

task<void> keep(pg::transaction& tx, const origin& from, const std::vector<record>& records) {
    auto p = values_of(from, records);
    co_await tx.run(insert, std::move(p));
}

task<void> keep_reading(pg::database& db, pg::call c, const origin& from, std::optional<uuid> row) {
    auto p = values_of(from, {{row, std::nullopt, std::nullopt}});
    co_await db.write(c, insert, std::move(p));
}

namespace {

task<void> prune_one(const std::string& schema, pg::database& db, int& days, pg::round& round) {
    for (std::uint64_t gone = 1; gone > 0;) {
        co_await round.goes_on();
        const pg::call call{schema};
        pg::parameters p{days};
        const auto done = co_await db.write(call, remove_old, std::move(p));
        gone = done.affected();
    }
}

}

task<void> prune(pg::database& db, std::vector<std::string> schemas, int days, pg::round& round) {
    co_await pg::each_schema<&prune_one>(std::move(schemas), "audit.retention", db, days, round);
}

}
