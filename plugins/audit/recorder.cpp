#include "recorder.hpp"

namespace nucleus::audit {

namespace {

/// operation_type of a record.
std::string_view name_of(row_operation what) {
    switch (what) {
    case row_operation::read: return "GET";
    case row_operation::create: return "INSERT";
    case row_operation::update: break;
    case row_operation::toggle: return "TOGGLE";
    case row_operation::remove: return "DELETE";
    case row_operation::restore: return "RESTORE";
    }
    return "UPDATE";
}

bool is_recorded(const audited_actions& a, row_operation what) {
    switch (what) {
    case row_operation::read: return a.get;
    case row_operation::create: return a.insert;
    case row_operation::toggle: return a.toggle;
    case row_operation::remove: return a.remove;
    case row_operation::update:
    case row_operation::restore: break;
    }
    return a.update;
}

std::optional<std::string> json_of(const stored_row* row) {
    if (!row) return std::nullopt;
    std::string text;
    row->write_json(text);
    return text;
}

}

bool recorder::concerns(const hooked_table& table, row_operation what) const {
    // Records are not recorded: reading them would make more of them.
    if (!table.audited || table.name == "audit_logs") return false;
    const auto s = settings_.now();
    return s && s->enabled && is_recorded(s->actions, what);
}

task<void> recorder::after_write(hook_call& call, std::span<const row_change> changes) {
    std::vector<record> records;
    records.reserve(changes.size());
    for (const auto& c : changes) records.push_back({c.id, json_of(c.before), json_of(c.after)});
    const auto from = origin_of(call.request, call.table.name, name_of(call.operation));
    co_await keep(call.tx, from, records);
}

task<void> recorder::note(pg::transaction& tx, const request_context& rc, std::string_view entity,
                          std::string_view operation, const std::vector<audited_row>& rows) {
    auto from = origin_of(rc, entity, operation);
    co_await note_from(tx, std::move(from), rows);
}

task<void> recorder::note(pg::transaction& tx, std::string_view entity, std::string_view operation,
                          const std::vector<audited_row>& rows) {
    origin from;
    from.table = entity, from.operation = operation;
    co_await note_from(tx, std::move(from), rows);
}

task<void> recorder::note_from(pg::transaction& tx, origin from,
                               const std::vector<audited_row>& rows) {
    const auto s = settings_.now();
    if (!s || !s->enabled || !s->actions.auth) co_return;
    from.category = "auth";
    std::vector<record> records;
    records.reserve(rows.size());
    for (const auto& r : rows) records.push_back({r.id, r.before, r.after});
    co_await keep(tx, from, records);
}

task<void> recorder::after_read(request_context& rc, const hooked_table& table,
                                std::optional<uuid> id) {
    const auto from = origin_of(rc, table.name, name_of(row_operation::read));
    const pg::call call{rc.schema, rc.deadline};
    co_await keep_reading(*rc.database, call, from, id);
}

}
