// Links that go out by mail, each kind in a table of its own.
#pragma once
#include <chrono>
#include <nucleus/clock.hpp>
#include <nucleus/pg/database.hpp>
#include <nucleus/uuid.hpp>
#include <optional>
#include <string>
#include <vector>

namespace nucleus::auth {

struct new_link {
    uuid user_id;
    std::string token_hash;
    std::optional<std::string> email{}, redirect_to{}; ///< where the table has them
    instant at{}, until{};
};
struct used_link {
    uuid user_id;
    std::optional<std::string> email, redirect_to;
};

/// Immutable; any worker. Only hashes of what links carry are in it.
class link_table {
public:
    /// `columns`: beside those that all have.
    link_table(const std::string& table, const std::string& columns);
    link_table(const link_table&) = delete;
    link_table& operator=(const link_table&) = delete;

    [[nodiscard]] static const link_table& password_resets();
    [[nodiscard]] static const link_table& magic_links();
    [[nodiscard]] static const link_table& email_changes();

    /// Whether the user has a link from after `since`. The user's row must be locked, or two
    /// requests at once would both see none.
    task<bool> sent_since(pg::transaction& tx, const uuid& user_id, instant since) const;
    /// The same of one address, where the table has it.
    task<bool> sent_since(pg::transaction& tx, const uuid& user_id, instant since,
                          const std::string& email) const;
    /// Voids older ones.
    task<void> add(pg::transaction& tx, const new_link& link) const;
    /// The user whose link is good for now; it stays so.
    task<std::optional<uuid>> find(pg::database& db, pg::call c, const std::string& hash,
                                   instant now) const;
    /// Uses it up: of many at once one gets it. None: unknown, used, void or too old.
    task<std::optional<used_link>> use(pg::transaction& tx, const std::string& hash,
                                       instant now) const;
    task<void> void_all(pg::transaction& tx, const std::vector<uuid>& users, instant now) const;
    /// Forgets those that were good until then.
    task<void> prune(pg::database& db, pg::call c, instant before) const;

    /// Of all kinds: what was asked for before the account changed hands is nobody's any more.
    static task<void> void_every(pg::transaction& tx, uuid user_id, instant now);
    static task<void> void_every(pg::transaction& tx, std::vector<uuid> users, instant now);

private:
    std::string name_, sent_, sent_to_, void_, insert_, find_, use_, prune_;
};

}
