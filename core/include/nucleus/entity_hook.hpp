// What other plugins have to say and to do when rows of entities are written and read.
#pragma once
#include <memory>
#include <nucleus/async/task.hpp>
#include <nucleus/error.hpp>
#include <nucleus/http/request_context.hpp>
#include <nucleus/uuid.hpp>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace nucleus {

namespace pg {
class transaction;
}

enum class row_operation : std::uint8_t { read, create, update, toggle, remove, restore };

/// A table as hooks are told of it.
struct hooked_table {
    std::string_view name;
    bool audited = true; ///< its entity says so
};

/// A row as it is stored. Columns go by their SQL names, values are in PostgreSQL's text form.
/// Lives as long as the call that it is handed to.
class stored_row {
public:
    virtual ~stored_row();
    /// None: NULL, or there is no such column.
    [[nodiscard]] virtual std::optional<std::string_view> value(std::string_view column) const = 0;
    /// Appends it as a JSON object, as answers have it, with every column that may leave the
    /// server.
    virtual void write_json(std::string& out) const = 0;
};

/// A write that has not happened yet.
class row_write {
public:
    virtual ~row_write();
    [[nodiscard]] virtual const uuid& id() const = 0;
    /// The row as it is, locked; null: it is to be created.
    [[nodiscard]] virtual const stored_row* before() const = 0;
    /// Whether a value for the column is part of the write.
    [[nodiscard]] virtual bool gives(std::string_view column) const = 0;
    /// That value; none: NULL, or not given.
    [[nodiscard]] virtual std::optional<std::string_view> given(std::string_view column) const = 0;
    /// Appends what is given as a JSON object, under the names that answers have.
    virtual void write_json(std::string& out) const = 0;

    /// Makes it part of the write (none: NULL), whatever the client said. It is not validated: what
    /// PostgreSQL refuses fails the write. Of a creation or an update. Throws std::out_of_range
    /// when there is no such column, or the server fills it in itself.
    virtual void set(std::string_view column, std::optional<std::string> value) = 0;
    /// It shall not happen: the client is told why.
    virtual void refuse(error why) = 0;
    /// It shall not happen now: the client gets 202 and `data`, a JSON value, and what the hook has
    /// stored in the transaction is kept, so that it can be done later.
    virtual void park(std::string data) = 0;
};

/// A write that has happened. Null: there was, or is, no row.
struct row_change {
    uuid id;
    const stored_row* before;
    const stored_row* after;
};

/// What the writes of one call have in common.
struct hook_call {
    request_context& request; ///< who asks, from where
    pg::transaction& tx;      ///< of the writes: what a hook does in it happens with them, or not
    hooked_table table;
    row_operation operation;
};

/// Everything that a plugin does around rows. Any worker; what it is handed lives until it returns.
/// What it throws ends the request, and nothing has happened.
class entity_hook {
public:
    virtual ~entity_hook();
    /// Whether it wants to know of such operations at all. Those that nobody does are cheaper.
    [[nodiscard]] virtual bool concerns(const hooked_table& table, row_operation what) const = 0;
    /// What it refuses with, beyond failures of core: documented with the endpoints.
    [[nodiscard]] virtual std::vector<const error_kind*> refusals() const;
    /// All that one request wants to write to a table: one, or those of a bulk.
    virtual task<void> before_write(hook_call& call, std::span<row_write* const> writes);
    virtual task<void> after_write(hook_call& call, std::span<const row_change> changes);
    /// The writes are there for everybody now: caches of this node may be dropped before the client
    /// is answered.
    virtual task<void> after_commit(request_context& rc, const hooked_table& table,
                                    row_operation what);
    /// A row (`id`), or a list, has been read for the caller.
    virtual task<void> after_read(request_context& rc, const hooked_table& table,
                                  std::optional<uuid> id);
    /// A filter in the grammar of the query API that the rows meet which this caller (null:
    /// anonymous) may read, change or delete; empty: any. Must be quick.
    [[nodiscard]] virtual std::string filter_read(const principal* who,
                                                  std::string_view table) const;
};

}
