// What the endpoints of one entity work with.
#pragma once
#include "domain/entity.hpp"
#include "store/entity_store.hpp"
#include "store/row_writer.hpp"
#include <atomic>
#include <nucleus/bind.hpp>
#include <nucleus/http/request_context.hpp>
#include <nucleus/pg/database.hpp>

namespace nucleus::crud {

/// The settings of `crud` that may change while requests run.
struct live_settings {
    std::atomic<std::int64_t> max_limit{1000}, exact_count_limit{10000}, count_budget_ms{20};
    std::atomic<std::size_t> max_expressions{200}, max_depth{5};
    std::atomic<big_number_form> big_numbers{big_number_form::number};
    void take(const crud_config& c) noexcept;
};

/// One per entity; immutable, so every worker uses the same.
struct entity_endpoint {
    entity_endpoint(const entity& e, const live_settings& s);

    const entity& of;
    const live_settings& settings;
    entity_store store;
    row_writer writer;
    std::vector<std::size_t> readable; ///< columns, as in the writer

    /// Columns that this caller may not read.
    [[nodiscard]] column_set hidden_from(const request_context& rc) const {
        return viewer{rc.caller.get()}.hidden(of);
    }
    /// Whose rows this caller may touch: with `ownership`, only a godmin reaches those of others.
    [[nodiscard]] owner_filter owner_for(const request_context& rc, verb v) const {
        return viewer{rc.caller.get()}.owner(of, v);
    }
    /// Rows that were deleted softly are for those who may delete.
    [[nodiscard]] result<void> may_see_deleted(const request_context& rc, deleted_mode asked) const;
    /// Only a godmin says whose a row is: others own what they make, and keep it.
    void settle_owner(const request_context& rc, record& row, verb v) const;
    /// The row of a result that begins with xmin: sets ETag and writes the body.
    void answer_row(request_context& rc, const pg::rows& rows, const column_set& hidden) const;
    [[nodiscard]] std::string tag_of(const pg::rows& rows, const column_set& hidden) const;
    /// Why a statement of this entity was refused, as its client is told; none: not the client's
    /// fault.
    [[nodiscard]] std::optional<error> explain(const pg::query_failure& f, verb v) const;

private:
    std::string columns_; // what the hash of an ETag stands for
};

[[nodiscard]] inline pg::call call_of(const request_context& rc) {
    return {rc.schema, rc.deadline};
}
[[nodiscard]] inline std::optional<uuid> user_of(const request_context& rc) {
    return rc.caller ? std::optional{rc.caller->user_id} : std::nullopt;
}

task<result<answered>> list_rows(entity_endpoint& ep, request_context& rc);
task<result<answered>> query_rows(entity_endpoint& ep, request_context& rc);
task<result<answered>> toggle_row(entity_endpoint& ep, request_context& rc);
task<result<answered>> restore_row(entity_endpoint& ep, request_context& rc);
task<result<answered>> get_row(entity_endpoint& ep, request_context& rc);
task<result<answered>> add_row(entity_endpoint& ep, request_context& rc);
task<result<answered>> update_row(entity_endpoint& ep, request_context& rc);
task<result<answered>> delete_row(entity_endpoint& ep, request_context& rc);

}
