// Single rows of one entity in PostgreSQL, each by one statement.
#pragma once
#include "domain/etag.hpp"
#include "domain/list_parameters.hpp"
#include "domain/viewer.hpp"
#include <nucleus/pg/database.hpp>
#include <optional>

namespace nucleus::crud {

struct sql_builder;

/// A row that shall be written, as far as it is there for `who` to do `what` with it.
struct row_target {
    uuid id;
    const viewer& who;
    right what;
    std::optional<tag_condition> versions{}; ///< only if its xmin is among them
};

/// Immutable; any worker. Answers with xmin and then the readable columns; no row: there is none
/// that may be touched. What is scoped, or concerns hooks, is written by row_writing instead.
class entity_store {
public:
    explicit entity_store(const entity& e);
    entity_store(const entity_store&) = delete;
    entity_store& operator=(const entity_store&) = delete;

    /// The row, if it is there for `who` to do `what` with it.
    task<pg::rows> find(pg::database& db, pg::call c, const uuid& id, const viewer& who,
                        right what = right::get,
                        deleted_mode deleted = deleted_mode::without) const;
    /// Given cells plus those that the server owns.
    task<pg::rows> insert(pg::database& db, pg::call c, const record& row, const uuid& id,
                          const std::optional<uuid>& by) const;
    /// Given cells.
    task<pg::rows> update(pg::database& db, pg::call c, const row_target& row,
                          const record& changes, const std::optional<uuid>& by) const;
    task<pg::rows> remove(pg::database& db, pg::call c, const row_target& row,
                          const std::optional<uuid>& by) const;
    /// Sets deleted_at to NULL: of a row that was deleted softly.
    task<pg::rows> restore(pg::database& db, pg::call c, const row_target& row,
                           const std::optional<uuid>& by) const;
    /// Turns is_active over.
    task<pg::rows> toggle(pg::database& db, pg::call c, const row_target& row,
                          const std::optional<uuid>& by) const;

private:
    task<pg::rows> find_scoped(pg::database& db, pg::call c, const uuid& id, const viewer& who,
                               right what, deleted_mode deleted) const;
    void add_target(sql_builder& sql, const row_target& row,
                    deleted_mode deleted = deleted_mode::without) const;

    const entity& entity_;
    std::string table_, outputs_;
    std::string find_name_, insert_name_, update_name_, delete_name_, restore_name_, toggle_name_;
    std::string find_sql_, find_owned_sql_;
    pg::statement find_, find_owned_; // of the texts above
};

}
