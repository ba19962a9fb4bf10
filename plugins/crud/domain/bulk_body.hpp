// Bodies of bulk requests: items one by one, or a filter that says which rows are meant. Pure.
#pragma once
#include "domain/entity.hpp"
#include "domain/planned_write.hpp"
#include <nucleus/describe.hpp>

namespace nucleus::crud {

/// All or nothing; or what can be done.
enum class bulk_mode : std::uint8_t { atomic, partial };
inline const std::vector<std::string>& nucleus_choices(const bulk_mode*) {
    static const std::vector<std::string> texts{"atomic", "partial"};
    return texts;
}
enum class bulk_return : std::uint8_t { ids, items };
inline const std::vector<std::string>& nucleus_choices(const bulk_return*) {
    static const std::vector<std::string> texts{"ids", "items"};
    return texts;
}
struct bulk_parameters {
    bulk_mode mode = bulk_mode::atomic;
    bulk_return returns = bulk_return::ids;
};
NUCLEUS_DESCRIBE(bulk_parameters,
                 (mode, "atomic: all or nothing; partial: what can be done", defaulted),
                 (returns, "Whether the rows are answered, or their ids", named("return"),
                  defaulted))

struct bulk_body {
    std::optional<raw_json> items, filters, set;
    std::optional<std::int64_t> max_affected;
};
NUCLEUS_DESCRIBE(bulk_body,
                 (items, "The rows; a body may also be this array alone. Of an update each has its "
                         "id, of a deletion it is an id or an object with one"),
                 (filters, "Of update and delete instead of items: all rows that meet them"),
                 (set, "With filters: what these rows shall have"),
                 (max_affected, "With filters: more rows than that are an error", at_least(1)))

/// What a bulk request wants.
struct bulk_request {
    std::vector<planned_write> items;   ///< one that is not right is refused already
    std::string at;                     ///< where the items stand in the body: "" or "/items"
    std::optional<std::string> filters; ///< instead of items
    planned_write change;               ///< with filters: what each row gets
    std::int64_t max_affected = 0;
};

/// Reads the body of a bulk of `what`: create, update or remove; `items` is the shape of one that
/// is made or changed. Fails for what is wrong with the whole; what is wrong with an item, it is
/// refused for, with paths from the item.
[[nodiscard]] result<bulk_request> read_bulk(const entity& e, row_operation what,
                                             const shape& items, std::string_view body,
                                             std::size_t most_items);

/// Of an update: refuses items that give nothing to change.
void check_given(bulk_request& r);

/// Why a bulk as a whole is refused: all that is wrong with its items, whose paths begin `at`.
[[nodiscard]] error all_refusals(const std::vector<planned_write>& items, const std::string& at);
/// The same of rows that a filter has chosen: they share what is wrong, which stands `at`.
[[nodiscard]] error shared_refusals(const std::vector<planned_write>& items, const std::string& at);

}
