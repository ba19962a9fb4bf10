// Many rows of one entity at once, in a transaction of the caller's.
#pragma once
#include "domain/etag.hpp"
#include "domain/list_query.hpp"
#include "domain/planned_write.hpp"
#include "domain/viewer.hpp"
#include <nucleus/pg/database.hpp>

namespace nucleus::crud {

struct sql_builder;

/// How much of a row a statement answers with.
enum class answers : std::uint8_t {
    ids,  ///< xmin and id
    rows, ///< xmin and the readable columns
};

/// Immutable; any worker.
class bulk_store {
public:
    explicit bulk_store(const entity& e);
    bulk_store(const bulk_store&) = delete;
    bulk_store& operator=(const bulk_store&) = delete;

    /// The rows with these ids that are there for `who` to do `what` with them, in the order of
    /// their ids and locked, so that two requests never wait for each other in a circle; if
    /// `deleted`, those that were deleted softly. With `versions` only rows whose xmin is among
    /// them.
    task<pg::rows> lock(pg::transaction& tx, const std::vector<uuid>& ids, const viewer& who,
                        right what, bool deleted, const std::optional<tag_condition>& versions,
                        answers with) const;
    /// The ids of the rows that meet the filter, locked, `most` of them.
    task<pg::rows> choose(pg::transaction& tx, const expression& where, const viewer& who,
                          right what, std::int64_t most) const;

    /// Makes one row of each write. All have the same cells given. A few are answered with what
    /// they have become; more are copied, and answer nothing.
    task<pg::rows> insert(pg::transaction& tx, const std::vector<planned_write*>& writes,
                          std::optional<uuid> by, answers with) const;
    /// Which of the writes would make a second row with the same values under a unique index, as
    /// far as one statement can tell: positions. None for an index over some rows only,
    /// or of a table that is not ours.
    task<std::vector<std::size_t>> taken(pg::transaction& tx, const index& rule,
                                         const std::vector<planned_write*>& writes) const;
    /// Changes the rows, which are locked. All have the same cells given.
    task<pg::rows> update(pg::transaction& tx, const std::vector<planned_write*>& writes,
                          std::optional<uuid> by, answers with) const;
    /// Turns is_active of the rows over.
    task<pg::rows> toggle(pg::transaction& tx, const std::vector<planned_write*>& writes,
                          std::optional<uuid> by, answers with) const;
    /// Deletes them, softly if the entity says so; hard deletions answer nothing.
    task<pg::rows> remove(pg::transaction& tx, const std::vector<planned_write*>& writes,
                          std::optional<uuid> by) const;
    task<pg::rows> restore(pg::transaction& tx, const std::vector<planned_write*>& writes,
                           std::optional<uuid> by, answers with) const;
    /// Where id stands in such an answer.
    [[nodiscard]] std::size_t id_column(answers with) const noexcept {
        return with == answers::ids ? 1 : 1 + entity_.id_among_readable();
    }
    /// The rows as they are.
    task<pg::rows> read(pg::transaction& tx, const std::vector<uuid>& ids) const;

private:
    task<pg::rows> mark(pg::transaction& tx, std::string_view change,
                        const std::vector<planned_write*>& writes, std::optional<uuid> by,
                        answers with) const;
    void add_values(sql_builder& sql, const std::vector<std::size_t>& columns,
                    const std::vector<planned_write*>& writes) const;
    /// id, then what the server fills in, then the given cells.
    [[nodiscard]] std::vector<std::size_t> columns_of(const planned_write& one, bool creates,
                                                      bool by_someone) const;

    [[nodiscard]] const std::string& outputs(answers with) const noexcept {
        return with == answers::ids ? ids_ : rows_;
    }

    const entity& entity_;
    std::string table_, rows_, ids_{"t.xmin, t.id"}, name_;
};

}
