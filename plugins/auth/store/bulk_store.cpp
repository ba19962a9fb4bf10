#include "store/bulk_store.hpp"
#include "store/account_store.hpp"
#include <nucleus/pg/array_text.hpp>

namespace nucleus::auth {

namespace {

constexpr pg::statement select_taken{
    "auth.bulk.taken",
    "SELECT true, lower(email COLLATE \"C\") FROM {schema}.users WHERE deleted_at IS NULL AND "
    "lower(email COLLATE \"C\") = ANY ($1::text[]) UNION ALL SELECT false, lower(username COLLATE "
    "\"C\") FROM {schema}.users WHERE deleted_at IS NULL AND lower(username COLLATE \"C\") = ANY "
    "($2::text[])"};
// In the order of their addresses, so that two bulks never wait for each other in a circle.
constexpr pg::statement insert_users{
    "auth.bulk.users",
    "INSERT INTO {schema}.users (id, email, username, password, password_changed_at, "
    "email_verified, verified_at, cohort_id, created_by, created_at, updated_at) SELECT a.id, "
    "a.email, a.username, a.password, $5::timestamptz, true, $5::timestamptz AT TIME ZONE 'UTC', "
    "$6::uuid, $7::uuid, $5::timestamptz, $5::timestamptz FROM unnest($1::uuid[], $2::text[], "
    "$3::text[], $4::text[]) AS a (id, email, username, password) ORDER BY a.email COLLATE \"C\" "
    "ON CONFLICT DO NOTHING RETURNING id"};
constexpr pg::statement insert_profiles{
    "auth.bulk.profiles",
    "INSERT INTO {schema}.profiles (user_id, first_name, last_name, created_by) SELECT a.id, "
    "coalesce(a.first, ''), coalesce(a.last, ''), $4::uuid FROM unnest($1::uuid[], $2::text[], "
    "$3::text[]) AS a (id, first, last) WHERE a.first IS NOT NULL OR a.last IS NOT NULL"};
constexpr pg::statement insert_roles{
    "auth.bulk.roles",
    "INSERT INTO {schema}.user_roles (user_id, role_id, created_by) SELECT a.id, r.id, $3::uuid "
    "FROM unnest($1::uuid[]) AS a (id) CROSS JOIN {schema}.roles r WHERE r.name = ANY ($2::text[]) "
    "AND r.is_active"};

task<void> add_profiles(pg::transaction& tx, const std::vector<asked_account>& accounts,
                        const std::unordered_set<uuid>& made, const uuid& by) {
    pg::array_text ids, first, last;
    for (const auto& a : accounts)
        if (made.contains(a.id)) ids.add(a.id), first.add(a.first_name), last.add(a.last_name);
    pg::parameters p{ids.text(), first.text(), last.text(), by};
    co_await tx.run(insert_profiles, std::move(p));
}

}

task<taken_names> find_taken(pg::transaction& tx, const std::vector<asked_account>& accounts) {
    pg::array_text emails, usernames;
    for (const auto& a : accounts) {
        emails.add(a.email);
        if (a.username) usernames.add(*a.username);
    }
    pg::parameters p{emails.text(), usernames.text()};
    const auto found = co_await tx.run(select_taken, std::move(p));
    taken_names taken;
    for (std::size_t r = 0; r < found.size(); ++r)
        (found.boolean(r, 0) ? taken.emails : taken.usernames).emplace(found.text(r, 1));
    co_return taken;
}

task<std::unordered_set<uuid>> add_accounts(pg::transaction& tx,
                                            const std::vector<asked_account>& accounts,
                                            const bulk_gifts& gifts) {
    co_await make_room(tx, gifts.most, accounts.size());
    pg::array_text ids, emails, usernames, passwords;
    for (const auto& a : accounts)
        ids.add(a.id), emails.add(a.email), usernames.add(a.username),
            passwords.add(a.password_hash);
    pg::parameters p{ids.text(), emails.text(), usernames.text(), passwords.text(),
                     gifts.now,  gifts.cohort,  gifts.by};
    const auto added = co_await tx.run(insert_users, std::move(p));
    std::unordered_set<uuid> made;
    pg::array_text made_ids;
    for (std::size_t r = 0; r < added.size(); ++r) made_ids.add(*made.insert(added.id(r, 0)).first);
    co_await add_profiles(tx, accounts, made, gifts.by);
    pg::parameters roles{made_ids.text(), pg::array_text{gifts.roles}.text(), gifts.by};
    co_await tx.run(insert_roles, std::move(roles));
    co_return made;
}

}
