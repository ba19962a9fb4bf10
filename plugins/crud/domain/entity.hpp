// An entity as declared: table, columns, rules; and the shapes of its JSON.
#pragma once
#include "domain/column_types.hpp"
#include <algorithm>
#include <bitset>
#include <memory>
#include <nucleus/entity_hook.hpp>
#include <nucleus/error.hpp>
#include <nucleus/shape.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace nucleus::crud {

inline constexpr std::size_t max_columns = 250;
/// A set of columns by index.
using column_set = std::bitset<max_columns>;

struct column {
    std::string name;      ///< in SQL: snake_case
    std::string json_name; ///< camelCase
    column_type type = column_type::text;
    bool array = false;
    std::optional<int> length, precision, scale;
    bool not_null = false, unique = false;
    bool writable = true;      ///< through the API
    bool readable = true;      ///< false: never leaves the server (deleted_at)
    bool guarded = false;      ///< readable only with get.<table>.<column>
    bool only_created = false; ///< writable in a new row only
    std::string default_sql;   ///< empty: none
    std::optional<reference_config> references;
    std::vector<std::string> check_sql; ///< conditions on its values, ANDed
    std::string claim;                  ///< get.<table>.<column>, when guarded
    nucleus::field field;               ///< checks one value; also in the shapes

    [[nodiscard]] std::string sql_type() const;
};

/// Of an index, where deleting is soft.
inline constexpr std::string_view of_rows_that_are_there = "deleted_at IS NULL";

/// A unique or plain index that the table shall have.
struct index {
    std::string name;
    std::vector<std::string> columns;
    bool unique = false;
    std::string where{};
    std::string words{}; ///< instead of columns: a tsvector, indexed by GIN
};
struct check {
    std::string name, expression;
    std::string column; ///< when it is about one
};

struct entity;

/// How rows of one entity lead to rows of another, by foreign keys.
struct relation {
    enum class kind : std::uint8_t {
        belongs_to,  ///< own.`near` → target.`far`
        has_many,    ///< target.`far` → own.`near`
        many_to_many ///< junction.`across_near` → own.`near`, junction.`across_far` → target.`far`
    };
    std::string name;  ///< in JSON
    std::string alias; ///< accepted too, or empty
    kind is = kind::belongs_to;
    const entity* target = nullptr;
    std::size_t near = 0, far = 0; ///< columns of the entity itself and of the target
    const entity* junction = nullptr;
    std::size_t across_near = 0, across_far = 0; ///< columns of the junction
    [[nodiscard]] bool to_one() const noexcept { return is == kind::belongs_to; }
};

/// Full text search over some columns.
struct search_columns {
    std::vector<std::size_t> columns;
    std::string language;
};

/// Immutable once made; its address is stable while the plugin lives.
struct entity {
    std::string table, singular;
    std::string path; ///< "/blogPosts"
    std::string key;  ///< "BLOG_POST"
    std::vector<column> columns;
    std::vector<index> indexes;
    std::vector<check> checks;
    bool soft_delete = false;
    bool audited = true;
    bool bulk = false; ///< has bulk endpoints
    /// Made by a plugin's migrations, so that its table is not ours to change.
    bool managed = false;
    bool at_home_only = false; ///< its table is in the first schema only
    bool godmin_only = false;  ///< instead of claims
    bool only_lists = false;   ///< no GET of a single row
    std::string get_key;       ///< of its GET
    std::vector<verb> verbs{verb::get, verb::post, verb::put, verb::del}; ///< that are offered
    std::vector<verb> open_verbs;
    std::optional<std::size_t> created_at, updated_at, created_by, updated_by, deleted_at, owner;
    std::optional<std::size_t> is_active; ///< when it can be turned over
    std::size_t id = 0;
    bool any_guarded = false;
    std::vector<relation> relations;      ///< filled once all entities are known
    std::optional<search_columns> search; ///< by an index of words
    std::vector<std::size_t> searchable;  ///< columns of the search parameter

    shape create; ///< body of ADD
    shape update; ///< body of UPDATE: nothing is required
    shape answer; ///< a row
    shape view;   ///< what a read answers: the fields that were asked for, and relations

    [[nodiscard]] std::optional<std::size_t> find(std::string_view json_or_sql_name) const noexcept;
    /// The column of that name, unless it is out of a caller's sight.
    [[nodiscard]] std::optional<std::size_t> find_visible(std::string_view json_or_sql_name,
                                                          const column_set& hidden) const noexcept;
    [[nodiscard]] std::vector<std::size_t> readable_columns() const;
    /// Where id stands among these.
    [[nodiscard]] std::size_t id_among_readable() const noexcept {
        return static_cast<std::size_t>(std::ranges::count_if(
            columns.begin(), columns.begin() + static_cast<std::ptrdiff_t>(id), &column::readable));
    }
    /// JSON names of what a caller may see.
    [[nodiscard]] std::vector<std::string> visible_names(const column_set& hidden) const;
    /// By name or alias; null: none.
    [[nodiscard]] const relation* find_relation(std::string_view name) const noexcept;
    [[nodiscard]] bool is_open(verb v) const noexcept;
    [[nodiscard]] bool offers(verb v) const noexcept {
        return std::ranges::find(verbs, v) != verbs.end();
    }
    /// Columns that the server fills in itself, whatever the client says.
    [[nodiscard]] bool server_fills(std::size_t column) const noexcept {
        return column == id || created_by == column || updated_by == column;
    }
    [[nodiscard]] hooked_table as_hooked() const noexcept { return {table, audited}; }
    [[nodiscard]] std::string claim(std::string_view method) const {
        return std::string{method} + "." + table;
    }
    /// For a body of one of the shapes: a cell for every column.
    [[nodiscard]] record new_record(const shape& s) const {
        record r{s};
        r.cells.resize(columns.size());
        return r;
    }
    /// Null: none of that name.
    [[nodiscard]] const index* find_index(std::string_view name) const noexcept;
    /// JSON names of the columns that a constraint or index of this name is about; empty: unknown.
    [[nodiscard]] std::vector<std::string> columns_of(std::string_view constraint) const;
};

/// The entities of a valid configuration, and the tables of plugins (JSON arrays of
/// table_declaration). Throws std::invalid_argument for a declaration that makes no sense.
[[nodiscard]] std::vector<std::unique_ptr<entity>>
make_entities(const entities_config& declared, const crud_config& settings,
              const std::vector<std::string>& of_plugins = {},
              const std::vector<std::string>& at_home_only = {});

/// Rules across fields of the section `entities`.
void check_entities(const void* section, std::vector<fault>& found);

}
