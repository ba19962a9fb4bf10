#include "handlers/bulk_create.hpp"
#include "domain/bulk_accounts.hpp"
#include "domain/generated_password.hpp"
#include "domain/identifier.hpp"
#include "domain/password_policy.hpp"
#include "handlers/admin_action.hpp"
#include "handlers/given_roles.hpp"
#include "handlers/slow_answer.hpp"
#include "store/account_store.hpp"
#include "store/bulk_store.hpp"
#include "store/cohort_store.hpp"
#include <algorithm>
#include <nucleus/async/sleep.hpp>
#include <nucleus/crypto/random.hpp>
#include <nucleus/json/field_text.hpp>
#include <nucleus/log.hpp>
#include <nucleus/services/tenancy.hpp>

namespace nucleus::auth {

namespace {

/// What is left to do once the passwords are hashed, however long that took.
constexpr std::chrono::seconds time_to_store{60};
constexpr std::chrono::milliseconds until_there_is_room{100};

struct bulk {
    auth_context& auth;
    request_context& rc;
    bulk_plan plan{};
    bulk_gifts gifts{};
};

std::string address_of(const bulk_generation& g, int number) {
    return g.prefix + std::to_string(number) + "@" + g.domain;
}

void check_generation(const password_policy_config& policy, const bulk_generation& g,
                      std::vector<fault>& found) {
    field address;
    address.name = "domain";
    address.type = &value_type_of<std::string>();
    address.as = format::email;
    auto last = address_of(g, g.count);
    if (auto bad = json::check_text(address, last)) {
        bad->path = "/generate/domain";
        found.push_back(std::move(*bad));
    }
    const auto length = g.password_length.value_or(usual_length(policy));
    if (length < policy.min_length || length > policy.max_length)
        found.push_back({"/generate/passwordLength", "invalid",
                         "must be between minLength and maxLength of the password policy"});
}

void check_users(const password_policy_config& policy, const std::vector<bulk_user>& users,
                 std::vector<fault>& found) {
    for (std::size_t i = 0; i < users.size(); ++i) {
        const auto& u = users[i];
        const auto at = "/users/" + std::to_string(i);
        if (u.password)
            std::ranges::move(broken_rules(policy, *u.password, u.email, u.username.value_or(""),
                                           at + "/password"),
                              std::back_inserter(found));
        const auto before = found.size();
        check_username(u.username, found);
        if (found.size() > before) found.back().path = at + found.back().path;
    }
}

bulk_plan plan_of(bulk_create_request& body) {
    bulk_plan plan;
    for (auto& u : body.users) {
        asked_account a;
        a.email = normal_form(u.email);
        if (u.username) a.username = normal_form(*u.username);
        a.first_name = std::move(u.first_name);
        a.last_name = std::move(u.last_name);
        if (u.password) a.password = std::move(*u.password);
        plan.accounts.push_back(std::move(a));
    }
    for (int n = 1; body.generate && n <= body.generate->count; ++n) {
        asked_account a;
        a.email = normal_form(address_of(*body.generate, n));
        plan.accounts.push_back(std::move(a));
    }
    skip_repeated(plan);
    return plan;
}

const char* reason_against(const taken_names& taken, const asked_account& a) {
    if (taken.emails.contains(a.email)) return "email_taken";
    return a.username && taken.usernames.contains(*a.username) ? "username_taken" : nullptr;
}

/// Nobody waits for the hashes of names that are taken. False: there is no such cohort.
task<bool> look_first(pg::transaction& tx, bulk& b) {
    if (b.gifts.cohort) {
        const auto there = co_await members_of(tx, *b.gifts.cohort);
        if (!there) co_return false;
    }
    const auto taken = co_await find_taken(tx, b.plan.accounts);
    skip(b.plan, [&](const auto& a) { return reason_against(taken, a); });
    co_await make_room(tx, b.gifts.most, b.plan.accounts.size());
    co_return true;
}

/// Sign-ins go first: while the queue is full of them this waits.
task<std::string> hash_in_time(const bulk& b, const secret_string& password, slow_answer& answer) {
    for (;;) {
        co_await answer.keep_alive();
        try {
            auto hash = co_await b.auth.hashing->hash(b.rc.schema, password);
            co_return hash;
        } catch (const failure& f) {
            if (!f.reason().is(nucleus::errors::overloaded)) throw;
        }
        co_await sleep_until(steady::now() + until_there_is_room);
    }
}

task<void> hash_all(bulk& b, int length, slow_answer& answer) {
    const auto s = b.auth.settings.now();
    for (auto& a : b.plan.accounts) {
        a.id = uuid::v7();
        a.made_up = a.password.empty();
        if (a.made_up)
            a.password = make_password(s->authentication.password_policy, length, a.email,
                                       a.username.value_or(""), &crypto::random_bytes);
        a.password_hash = co_await hash_in_time(b, a.password, answer);
    }
}

user shown(const asked_account& a, const bulk_gifts& gifts) {
    user u;
    u.id = a.id;
    u.email = a.email;
    u.username = a.username;
    u.email_verified = true;
    u.created_at = gifts.now;
    u.roles = gifts.roles;
    u.is_god = std::ranges::find(u.roles, "godmin") != u.roles.end();
    return u;
}

/// Hashing takes its time: whoever asked may not be there any more, or not may what they might.
task<void> look_again(const bulk& b) {
    const auto& who = *b.rc.caller;
    const auto known = co_await b.auth.sessions->find(b.rc, who.session_id);
    if (!known || !known->caller->has(b.rc.endpoint->access.claim_name))
        throw failure{nucleus::errors::unauthenticated};
    const auto fine = co_await may_give(*b.rc.database, call_of(b.rc), who.user_id, b.gifts.roles);
    if (!fine) throw failure{fine.error()};
}

/// What was taken meanwhile is skipped, too; the others and their records are there, or none.
task<bulk_plan> add(pg::transaction& tx, const bulk& b) {
    auto plan = b.plan;
    const auto made = co_await add_accounts(tx, plan.accounts, b.gifts);
    if (made.size() < plan.accounts.size()) {
        const auto taken = co_await find_taken(tx, plan.accounts);
        skip(plan, [&](const auto& a) {
            if (made.contains(a.id)) return static_cast<const char*>(nullptr);
            const auto* reason = reason_against(taken, a);
            return reason != nullptr ? reason : "email_taken";
        });
    }
    std::vector<audited_row> rows;
    for (const auto& a : plan.accounts)
        rows.push_back({a.id, std::nullopt, json::to_text(shown(a, b.gifts))});
    co_await note_users(tx, b.auth, b.rc, "CREATE", rows);
    co_return plan;
}

bulk_created answer_of(const bulk_plan& done, const bulk_gifts& gifts) {
    bulk_created all;
    for (const auto& a : done.accounts) {
        all.created.push_back(shown(a, gifts));
        if (a.made_up)
            all.generated_passwords.push_back({a.email, std::string{a.password.reveal()}});
    }
    for (const auto& s : done.skipped) all.skipped.push_back({s.email, s.reason});
    return all;
}

bulk_gifts gifts_of(const auth_context& auth, const request_context& rc,
                    bulk_create_request& body) {
    bulk_gifts gifts{std::move(body.roles), body.cohort, rc.caller->user_id, rc.now,
                     max_users_of(rc)};
    const auto s = auth.settings.now();
    if (const auto& usual = s->authentication.default_role; !usual.empty())
        gifts.roles.push_back(usual);
    std::ranges::sort(gifts.roles);
    gifts.roles.erase(std::ranges::unique(gifts.roles).begin(), gifts.roles.end());
    return gifts;
}

}

void check_bulk_create(const auth_context& auth, const bulk_create_request& body,
                       std::vector<fault>& found) {
    const auto s = auth.settings.now();
    const auto& policy = s->authentication.password_policy;
    if (body.generate.has_value() == !body.users.empty())
        found.push_back({"/users", "required", "give either users or generate"});
    if (body.generate) check_generation(policy, *body.generate, found);
    check_users(policy, body.users, found);
}

task<result<answered>> bulk_create(auth_context& auth, request_context& rc,
                                   bulk_create_request body) {
    const auto fine = co_await may_give(*rc.database, call_of(rc), rc.caller->user_id, body.roles);
    if (!fine) co_return fine.error();
    const auto s = auth.settings.now();
    const auto length = body.generate && body.generate->password_length
                            ? *body.generate->password_length
                            : usual_length(s->authentication.password_policy);
    bulk b{auth, rc, plan_of(body), gifts_of(auth, rc, body)};
    const bool cohort = co_await pg::transact<&look_first>(*rc.database, call_of(rc), b);
    if (!cohort)
        co_return error{nucleus::errors::validation_failed,
                        {},
                        {{"/cohort", "unknown_cohort", "there is no such cohort"}}};
    slow_answer answer{rc};
    rc.response.set("Cache-Control", "no-store");
    co_await hash_all(b, length, answer);
    co_await look_again(b);
    rc.deadline = steady::now() + time_to_store;
    const auto done = co_await pg::transact<&add>(*rc.database, call_of(rc), b);
    log::info("authentication.admin", "accounts made",
              {{"requestId", rc.request_id},
               {"count", static_cast<std::int64_t>(done.accounts.size())},
               {"by", rc.caller->user_id.text()}});
    rc.succeed(answer_of(done, b.gifts));
    co_await answer.finish();
    co_return answered{};
}

}
