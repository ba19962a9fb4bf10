#include "store/entity_store.hpp"
#include "domain/sql_text.hpp"
#include "store/cell_text.hpp"
#include "store/change_sql.hpp"

namespace nucleus::crud {

namespace {

/// One row, if it is there for a caller; xmin and the readable columns.
void add_find(sql_builder& sql, const entity& e, const uuid& id, const viewer& who, right what,
              deleted_mode deleted = deleted_mode::without) {
    row_source from{sql, e, who, what};
    const auto where = sql.aside([&] {
        sql.add(from.column(e.id)).add(" = ").bind(id, "uuid");
        add_scope(sql, from, deleted);
    });
    sql.add("SELECT ").add(versioned_row_sql(from)).add(" FROM ").add(from.from());
    sql.add(" WHERE ").add(where);
}

std::string find_text(const entity& e, const viewer& who) {
    sql_builder sql;
    add_find(sql, e, {}, who, right::get);
    return sql.text;
}

/// Somebody, so that a rule about owners is written out.
const viewer& somebody() {
    static const principal anyone;
    static const viewer one{&anyone};
    return one;
}

}

entity_store::entity_store(const entity& e)
    : entity_{e}
    , table_{table_sql(e)}
    , find_name_{e.table + ".get"}
    , insert_name_{e.table + ".insert"}
    , update_name_{e.table + ".update"}
    , delete_name_{e.table + ".delete"}
    , restore_name_{e.table + ".restore"}
    , toggle_name_{e.table + ".toggle"}
    , find_sql_{find_text(e, viewer::all_seeing())}
    , find_owned_sql_{find_text(e, somebody())}
    , find_{.name = find_name_, .sql = find_sql_, .shareable = true}
    , find_owned_{.name = find_name_, .sql = find_owned_sql_, .shareable = true} {
    sql_builder sql;
    outputs_ = versioned_row_sql(row_source{sql, e, viewer::all_seeing()});
}

task<pg::rows> entity_store::find(pg::database& db, pg::call c, const uuid& id, const viewer& who,
                                  right what, deleted_mode deleted) const {
    if (what != right::get || !who.scopes(entity_).empty()) {
        auto found = co_await find_scoped(db, c, id, who, what, deleted);
        co_return found;
    }
    const auto owner = who.owner(entity_);
    pg::parameters p{id};
    if (owner) p.add(*owner);
    auto found = co_await db.read(c, owner ? find_owned_ : find_, std::move(p));
    co_return found;
}

task<pg::rows> entity_store::find_scoped(pg::database& db, pg::call c, const uuid& id,
                                         const viewer& who, right what,
                                         deleted_mode deleted) const {
    sql_builder sql;
    add_find(sql, entity_, id, who, what, deleted);
    const pg::statement s{.name = find_name_, .sql = sql.text, .shareable = true};
    auto found = co_await db.read(c, s, std::move(sql.values));
    co_return found;
}

task<pg::rows> entity_store::insert(pg::database& db, pg::call c, const record& row, const uuid& id,
                                    const std::optional<uuid>& by) const {
    sql_builder values;
    std::string names{"id"};
    values.bind(id);
    const auto own = [&](std::optional<std::size_t> column, const std::optional<uuid>& value) {
        if (!column || !value) return;
        names.append(", ").append(quoted(entity_.columns[*column].name));
        values.add(", ").bind(*value);
    };
    own(entity_.created_by, by);
    own(entity_.updated_by, by);
    for (std::size_t i = 0; i < row.cells.size(); ++i) {
        if (row.cells[i].is == cell::state::absent || entity_.server_fills(i)) continue;
        names.append(", ").append(quoted(entity_.columns[i].name));
        values.add(", ");
        values.bind(given_text(entity_.columns[i], row.cells[i]));
    }
    std::string text{"INSERT INTO "};
    text.append(table_).append(" AS t (").append(names).append(") VALUES (").append(values.text);
    text.append(") RETURNING ").append(outputs_);
    const pg::statement s{insert_name_, text};
    auto made = co_await db.write(c, s, std::move(values.values));
    co_return made;
}

/// ` WHERE …` the row is there for the caller, in one of the versions; and what it has become.
void entity_store::add_target(sql_builder& sql, const row_target& row, deleted_mode deleted) const {
    row_source from{sql, entity_, row.who, row.what};
    sql.add(" WHERE t.id = ").bind(row.id, "uuid");
    add_scope(sql, from, deleted);
    add_versions(sql, row.versions);
    sql.add(" RETURNING ").add(outputs_);
}

task<pg::rows> entity_store::update(pg::database& db, pg::call c, const row_target& row,
                                    const record& changes, const std::optional<uuid>& by) const {
    sql_builder sql;
    change_sql change{sql, entity_};
    for (std::size_t i = 0; i < changes.cells.size(); ++i)
        if (changes.cells[i].is != cell::state::absent && !entity_.server_fills(i))
            change.set(i).bind(given_text(entity_.columns[i], changes.cells[i]));
    change.stamp(by);
    add_target(sql, row);
    const pg::statement s{update_name_, sql.text};
    auto changed = co_await db.write(c, s, std::move(sql.values));
    co_return changed;
}

task<pg::rows> entity_store::remove(pg::database& db, pg::call c, const row_target& row,
                                    const std::optional<uuid>& by) const {
    sql_builder sql;
    if (entity_.deleted_at)
        add_mark(sql, entity_, "deleted_at = now()", by);
    else
        sql.add("DELETE FROM ").add(table_).add(" AS t");
    add_target(sql, row);
    const pg::statement s{delete_name_, sql.text};
    auto gone = co_await db.write(c, s, std::move(sql.values));
    co_return gone;
}

task<pg::rows> entity_store::restore(pg::database& db, pg::call c, const row_target& row,
                                     const std::optional<uuid>& by) const {
    sql_builder sql;
    add_mark(sql, entity_, "deleted_at = NULL", by);
    add_target(sql, row, deleted_mode::only);
    const pg::statement s{restore_name_, sql.text};
    auto changed = co_await db.write(c, s, std::move(sql.values));
    co_return changed;
}

task<pg::rows> entity_store::toggle(pg::database& db, pg::call c, const row_target& row,
                                    const std::optional<uuid>& by) const {
    sql_builder sql;
    add_mark(sql, entity_, "is_active = NOT is_active", by);
    add_target(sql, row);
    const pg::statement s{toggle_name_, sql.text};
    auto changed = co_await db.write(c, s, std::move(sql.values));
    co_return changed;
}

}
