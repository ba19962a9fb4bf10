// Lists of the rows of one entity, or of groups of them.
#pragma once
#include "domain/list_query.hpp"
#include "domain/viewer.hpp"
#include <nucleus/pg/database.hpp>

namespace nucleus::crud {

/// A list that is read piece by piece, in one transaction.
struct open_list {
    std::unique_ptr<pg::transaction> in;
    /// The next rows, up to so many; fewer: there are no more.
    task<pg::rows> next(std::int64_t rows) const;
};

/// Immutable; any worker.
class list_store {
public:
    explicit list_store(const entity& e);
    list_store(const list_store&) = delete;
    list_store& operator=(const list_store&) = delete;

    /// `columns` of one row more than the page holds, so that one knows whether more follow. Sort
    /// keys that are not among them come after: key_positions().
    task<pg::rows> list(pg::database& db, pg::call c, const list_query& q, const viewer& who,
                        const std::vector<std::size_t>& columns) const;
    /// `columns` of the row with that id, if it fits the query.
    task<pg::rows> one(pg::database& db, pg::call c, const uuid& id, const list_query& q,
                       const viewer& who, const std::vector<std::size_t>& columns) const;
    /// The outputs of q.groups; again one row more.
    task<pg::rows> groups(pg::database& db, pg::call c, const list_query& q,
                          const viewer& who) const;
    /// All of the list, whatever its length: `columns` of rows, or the outputs of q.groups.
    task<open_list> open(pg::database& db, pg::call c, const list_query& q, const viewer& who,
                         const std::vector<std::size_t>& columns) const;
    /// How many rows (or groups) there are, counting no further than `bound`, and no longer than
    /// `budget`: then query_failure 57014.
    task<std::int64_t> count(pg::database& db, pg::call c, const list_query& q, const viewer& who,
                             std::optional<std::int64_t> bound,
                             std::optional<std::chrono::milliseconds> budget) const;
    /// The planner's estimate of it.
    task<std::int64_t> estimate(pg::database& db, pg::call c, const list_query& q,
                                const viewer& who) const;

private:
    const entity& entity_;
    std::string whole_rows_; ///< the readable columns of `t`
    std::size_t readable_;   ///< how many
    std::string find_name_, list_name_, export_name_, count_name_, estimate_name_, group_name_;
};

}
