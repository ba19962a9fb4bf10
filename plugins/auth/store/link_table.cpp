#include "store/link_table.hpp"
#include <nucleus/pg/array_text.hpp>

namespace nucleus::auth {

link_table::link_table(const std::string& table, const std::string& columns)
    : name_{"auth." + table} {
    const auto at = "{schema}." + table;
    const std::string live = " used_at IS NULL AND expires_at > $2::timestamptz";
    const auto sent =
        "SELECT 1 FROM " + at + " WHERE user_id = $1::uuid AND created_at > $2::timestamptz";
    sent_ = sent + " AND used_at IS NULL LIMIT 1";
    sent_to_ = sent + " AND email = $3::text LIMIT 1"; // one to another address has voided it, too
    void_ = "UPDATE " + at +
            " SET used_at = $2::timestamptz WHERE user_id = ANY ($1::uuid[]) AND used_at IS NULL";
    // All have the parameters of the widest: what a table has no column for is selected away.
    insert_ =
        "INSERT INTO " + at + " (user_id, token_hash, created_at, expires_at" + columns +
        ") SELECT u, h, a, t" + columns +
        " FROM (SELECT $1::uuid AS u, $2::text AS h, $3::timestamptz AS a, $4::timestamptz AS "
        "t, $5::text AS email, $6::text AS redirect_to) AS given";
    find_ = "SELECT user_id FROM " + at + " WHERE token_hash = $1 AND" + live;
    use_ = "UPDATE " + at + " SET used_at = $2::timestamptz WHERE token_hash = $1 AND" + live +
           " RETURNING user_id" + columns;
    prune_ = "DELETE FROM " + at + " WHERE id IN (SELECT id FROM " + at +
             " WHERE expires_at < $1::timestamptz ORDER BY expires_at LIMIT 5000)";
}

const link_table& link_table::password_resets() {
    static const link_table one{"password_reset_tokens", ""};
    return one;
}
const link_table& link_table::magic_links() {
    static const link_table one{"magic_link_tokens", ", email, redirect_to"};
    return one;
}
const link_table& link_table::email_changes() {
    static const link_table one{"email_change_tokens", ", email"};
    return one;
}

task<bool> link_table::sent_since(pg::transaction& tx, const uuid& user_id, instant since) const {
    const pg::statement s{name_, sent_};
    pg::parameters p{user_id, since};
    const auto found = co_await tx.run(s, std::move(p));
    co_return !found.empty();
}

task<bool> link_table::sent_since(pg::transaction& tx, const uuid& user_id, instant since,
                                  const std::string& email) const {
    const pg::statement s{name_, sent_to_};
    pg::parameters p{user_id, since, email};
    const auto found = co_await tx.run(s, std::move(p));
    co_return !found.empty();
}

task<void> link_table::add(pg::transaction& tx, const new_link& link) const {
    const std::vector<uuid> owner{link.user_id};
    co_await void_all(tx, owner, link.at);
    const pg::statement s{name_, insert_};
    pg::parameters p{link.user_id, link.token_hash, link.at,
                     link.until,   link.email,      link.redirect_to};
    co_await tx.run(s, std::move(p));
}

task<std::optional<uuid>> link_table::find(pg::database& db, pg::call c, const std::string& hash,
                                           instant now) const {
    const pg::statement s{name_, find_};
    pg::parameters p{hash, now};
    const auto found = co_await db.read(c, s, std::move(p));
    if (found.empty()) co_return std::nullopt;
    co_return found.id(0, 0);
}

task<std::optional<used_link>> link_table::use(pg::transaction& tx, const std::string& hash,
                                               instant now) const {
    const pg::statement s{name_, use_};
    pg::parameters p{hash, now};
    const auto used = co_await tx.run(s, std::move(p));
    if (used.empty()) co_return std::nullopt;
    const auto text = [&](std::size_t c) -> std::optional<std::string> {
        if (c >= used.columns()) return std::nullopt;
        return used.text_or_null(0, c);
    };
    co_return used_link{used.id(0, 0), text(1), text(2)};
}

task<void> link_table::void_all(pg::transaction& tx, const std::vector<uuid>& users,
                                instant now) const {
    const pg::statement s{name_, void_};
    pg::parameters p{pg::array_text{users}.text(), now};
    co_await tx.run(s, std::move(p));
}

task<void> link_table::void_every(pg::transaction& tx, std::vector<uuid> users, instant now) {
    for (const auto* links : {&password_resets(), &magic_links(), &email_changes()})
        co_await links->void_all(tx, users, now);
}

task<void> link_table::void_every(pg::transaction& tx, uuid user_id, instant now) {
    std::vector<uuid> users{user_id};
    co_await void_every(tx, std::move(users), now);
}

task<void> link_table::prune(pg::database& db, pg::call c, instant before) const {
    const pg::statement s{name_, prune_};
    for (bool more = true; more;) {
        pg::parameters p{before};
        const auto gone = co_await db.write(c, s, std::move(p));
        more = gone.affected() > 0;
    }
}

}
