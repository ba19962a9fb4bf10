// audit_logs.
#pragma once
#include <nucleus/http/request_context.hpp>
#include <nucleus/pg/database.hpp>
#include <nucleus/pg/rounds.hpp>
#include <optional>
#include <string>
#include <vector>

namespace nucleus::audit {

/// What happened to one row; values are JSON, or none.
struct record {
    std::optional<uuid> row;
    std::optional<std::string> before, after;
};

/// What the records of one request have in common.
struct origin {
    std::string table, operation, category = "data";
    std::optional<uuid> user, impersonator;
    std::string address, user_agent, path, query, request_id;
};
[[nodiscard]] origin origin_of(const request_context& rc, std::string_view table,
                               std::string_view operation);

/// Keeps them, by one statement.
task<void> keep(pg::transaction& tx, const origin& from, const std::vector<record>& records);
/// Of a read, which has no transaction.
task<void> keep_reading(pg::database& db, pg::call c, const origin& from, std::optional<uuid> row);
/// Deletes what is older, some thousands at a time.
task<void> prune(pg::database& db, std::vector<std::string> schemas, int days, pg::round& round);

}
