// What the endpoints of one entity work with.
#pragma once
#include "domain/cursor.hpp"
#include "domain/entity.hpp"
#include "hooks/hook_list.hpp"
#include "store/bulk_store.hpp"
#include "store/entity_store.hpp"
#include "store/list_store.hpp"
#include "store/refusals.hpp"
#include "store/row_writer.hpp"
#include <atomic>
#include <nucleus/bind.hpp>
#include <nucleus/config/snapshot.hpp>
#include <nucleus/http/request_context.hpp>
#include <nucleus/pg/database.hpp>
#include <nucleus/published.hpp>

namespace nucleus::crud {

/// The settings of `crud` that may change while requests run.
struct live_settings {
    std::atomic<std::int64_t> max_limit{1000}, exact_count_limit{10000}, count_budget_ms{20};
    std::atomic<std::size_t> max_expressions{200}, max_depth{5}, max_bulk_items{10000};
    std::atomic<std::size_t> bulk_body_limit{64UL * 1024 * 1024};
    std::atomic<big_number_form> big_numbers{big_number_form::number};
    published<cursor_keys> cursors;
    void take(const config_snapshot& c);
};

/// One per entity; immutable, so every worker uses the same.
struct entity_endpoint {
    entity_endpoint(const entity& e, const live_settings& s, const hook_list& h);

    const entity& of;
    const live_settings& settings;
    const hook_list& hooks;
    entity_store store;
    bulk_store bulk;
    list_store lists;
    row_writer writer;
    std::vector<std::size_t> readable; ///< columns, as in the writer

    /// Columns that this caller may not read.
    [[nodiscard]] column_set hidden_from(const request_context& rc) const {
        return viewer{rc.caller.get()}.hidden(of);
    }
    /// Lives as long as the request.
    [[nodiscard]] viewer viewer_of(const request_context& rc) const {
        return viewer{rc.caller.get(), &hooks.all(), rc.now};
    }
    /// Rows that were deleted softly are for those who may delete.
    [[nodiscard]] result<void> may_see_deleted(const request_context& rc, deleted_mode asked) const;
    /// Only a godmin says whose a row is: others own what they make, and keep it.
    void settle_owner(const request_context& rc, std::vector<cell>& row, verb v) const;
    /// A row of a result that begins with xmin: sets ETag and writes the body.
    void answer_row(request_context& rc, const pg::rows& rows, std::size_t r,
                    const column_set& hidden) const;
    [[nodiscard]] std::string tag_of(const pg::rows& rows, std::size_t r,
                                     const column_set& hidden) const;

private:
    std::string columns_; // what the hash of an ETag stands for
};

[[nodiscard]] inline pg::call call_of(const request_context& rc) {
    return {rc.schema, rc.deadline};
}
[[nodiscard]] inline std::optional<uuid> user_of(const request_context& rc) {
    return rc.caller ? std::optional{rc.caller->user_id} : std::nullopt;
}

/// Hooks are told that a row, or a list, was read.
task<void> tell_of_reading(entity_endpoint& ep, request_context& rc, std::optional<uuid> id);

/// A handler whose client is told what PostgreSQL refuses: explaining<&add_row, verb::post>.
template <task<result<answered>> (*F)(entity_endpoint&, request_context&), verb V>
task<result<answered>> explaining(entity_endpoint& ep, request_context& rc) {
    std::optional<error> refused;
    try {
        auto done = co_await F(ep, rc);
        co_return done;
    } catch (const pg::query_failure& f) {
        refused = explain(ep.of, f, V);
        if (!refused) throw;
    }
    co_return std::move(*refused);
}

task<result<answered>> list_rows(entity_endpoint& ep, request_context& rc);
task<result<answered>> query_rows(entity_endpoint& ep, request_context& rc);
task<result<answered>> toggle_row(entity_endpoint& ep, request_context& rc);
task<result<answered>> restore_row(entity_endpoint& ep, request_context& rc);
task<result<answered>> get_row(entity_endpoint& ep, request_context& rc);
task<result<answered>> add_row(entity_endpoint& ep, request_context& rc);
task<result<answered>> update_row(entity_endpoint& ep, request_context& rc);
task<result<answered>> delete_row(entity_endpoint& ep, request_context& rc);
task<result<answered>> bulk_add(entity_endpoint& ep, request_context& rc);
task<result<answered>> bulk_update(entity_endpoint& ep, request_context& rc);
task<result<answered>> bulk_delete(entity_endpoint& ep, request_context& rc);

}
