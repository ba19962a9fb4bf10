// The rows of one entity in PostgreSQL.
#pragma once
#include "domain/entity.hpp"
#include "domain/etag.hpp"
#include "domain/list_query.hpp"
#include "domain/viewer.hpp"
#include <nucleus/pg/database.hpp>
#include <optional>

namespace nucleus::crud {

struct sql_builder;

/// Immutable; any worker. find, insert, update and remove answer with xmin and then the projection;
/// no row: there is none that may be touched.
class entity_store {
public:
    explicit entity_store(const entity& e);
    entity_store(const entity_store&) = delete;
    entity_store& operator=(const entity_store&) = delete;

    task<pg::rows> find(pg::database& db, pg::call c, const uuid& id, owner_filter owner) const;
    /// Given cells plus those that the server owns.
    task<pg::rows> insert(pg::database& db, pg::call c, const record& row, const uuid& id,
                          const std::optional<uuid>& by) const;
    /// Given cells; with `versions` only if the row's xmin is among them.
    task<pg::rows> update(pg::database& db, pg::call c, const uuid& id, const record& changes,
                          const std::optional<uuid>& by, owner_filter owner,
                          const std::optional<tag_condition>& versions) const;
    task<pg::rows> remove(pg::database& db, pg::call c, const uuid& id,
                          const std::optional<uuid>& by, owner_filter owner,
                          const std::optional<tag_condition>& versions) const;

    /// Sets deleted_at to NULL: of a row that was deleted softly.
    task<pg::rows> restore(pg::database& db, pg::call c, const uuid& id,
                           const std::optional<uuid>& by, owner_filter owner) const;
    /// Turns is_active over.
    task<pg::rows> toggle(pg::database& db, pg::call c, const uuid& id,
                          const std::optional<uuid>& by, owner_filter owner,
                          const std::optional<tag_condition>& versions) const;

    /// `columns` of one row more than the page holds, so that one knows whether more follow.
    task<pg::rows> list(pg::database& db, pg::call c, const list_query& q, const viewer& who,
                        const std::vector<std::size_t>& columns) const;
    /// `columns` of the row with that id, if it fits the query.
    task<pg::rows> one(pg::database& db, pg::call c, const uuid& id, const list_query& q,
                       const viewer& who, const std::vector<std::size_t>& columns) const;
    /// The outputs of q.groups; again one row more.
    task<pg::rows> groups(pg::database& db, pg::call c, const list_query& q,
                          const viewer& who) const;
    /// How many rows (or groups) there are, counting no further than `bound`, and no longer than
    /// `budget`: then query_failure 57014.
    task<std::int64_t> count(pg::database& db, pg::call c, const list_query& q, const viewer& who,
                             std::optional<std::int64_t> bound,
                             std::optional<std::chrono::milliseconds> budget) const;
    /// The planner's estimate of it.
    task<std::int64_t> estimate(pg::database& db, pg::call c, const list_query& q,
                                const viewer& who) const;

private:
    [[nodiscard]] sql_builder mark_sql(std::string_view change, const uuid& id,
                                       const std::optional<uuid>& by) const;

    const entity& entity_;
    std::string table_, projection_;
    std::string whole_rows_; ///< the readable columns of `t`
    std::size_t readable_;   ///< how many
    std::string find_name_, list_name_, count_name_, estimate_name_, insert_name_, update_name_,
        delete_name_, restore_name_, toggle_name_, group_name_;
    std::string find_sql_, find_owned_sql_;
    pg::statement find_, find_owned_; // of the texts above
};

}
