#include "administration.hpp"
#include "domain/generated_password.hpp"
#include "domain/identifier.hpp"
#include "domain/one_time_token.hpp"
#include "domain/password_policy.hpp"
#include "handlers/budgets.hpp"
#include "mails/mails.hpp"
#include "seeding.hpp"
#include "store/account_store.hpp"
#include "store/seed_store.hpp"
#include "store/verification_store.hpp"
#include <nucleus/crypto/random.hpp>
#include <nucleus/json/field_text.hpp>
#include <nucleus/log.hpp>
#include <stdexcept>

namespace nucleus::auth {

namespace {

/// `email` in normal form.
std::vector<fault> faults_in(const password_policy_config& policy, std::string email,
                             const std::optional<secret_string>& password) {
    std::vector<fault> found;
    if (password) found = broken_rules(policy, *password, email, "");
    field address;
    address.name = "email";
    address.type = &value_type_of<std::string>();
    address.as = format::email;
    if (auto bad = json::check_text(address, email)) {
        bad->path = "/email";
        found.push_back(std::move(*bad));
    }
    return found;
}

/// Nobody answers for the address: a link goes there.
task<void> ask_to_confirm(pg::transaction& tx, const new_account& a, std::chrono::milliseconds ttl,
                          std::optional<instant> before, mailer& out) {
    const auto token = crypto::random_token();
    const link_request link{a.email, token_hash(token.reveal()), a.made_at, ttl, {}};
    const auto to = co_await add_verification(tx, link);
    auto m = verification_mail(token, ttl, before);
    m.to = to.value().email;
    co_await out.send(tx, m);
}

task<made_godmin> promote(pg::transaction& tx, const new_account& a, instant& now,
                          bool& only_if_missing, const auth_context& auth) {
    co_await lock_seed(tx); // of two nodes starting together, one makes it
    if (only_if_missing) {
        const auto there = co_await is_god(tx, a.email);
        if (there) co_return made_godmin{.passed_over = !*there};
    }
    auto made = co_await make_godmin(tx, a, now);
    for (const auto& id : made.revoked) {
        const auto text = id.text();
        co_await tx.notify(session_topic, text);
    }
    auto* const trail = auth.services->find<audit_trail>();
    if (trail && !only_if_missing) { // of what the config decrees the log tells
        const std::vector<audited_row> row{{made.user_id, {}, R"({"isGod":true})"}};
        co_await trail->note(tx, "users", "MAKE_GODMIN", row);
    }
    co_return made;
}

}

void check_godmin(const config_snapshot& config, std::vector<fault>& found) {
    const auto& named = config.get<authorization_config>("authorization");
    const auto email = normal_form(config.secret(named.godmin_email).reveal());
    const auto password = config.secret(named.godmin_password);
    if (email.empty() || password.empty()) return; // none is wanted, or that is told already
    const auto& policy = config.get<authentication_config>("authentication").password_policy;
    for (auto& f : faults_in(policy, email, password))
        found.push_back({"$.authorization." +
                             std::string{f.path == "/email" ? "godminEmail" : "godminPassword"},
                         std::move(f.code), "the value of the variable " + f.message});
}

task<result<uuid>> godmins::create(std::string email, secret_string password) {
    auto made = co_await make(std::move(email), std::move(password), false);
    co_return made;
}

std::vector<fault> godmins::faults_of(std::string email,
                                      const std::optional<secret_string>& password) const {
    const auto s = auth_.settings.now();
    return faults_in(s->authentication.password_policy, normal_form(email), password);
}

task<result<administrator_draft>> godmins::draft(std::string email,
                                                 std::optional<secret_string> password) {
    const auto s = auth_.settings.now();
    const auto& policy = s->authentication.password_policy;
    email = normal_form(email);
    administrator_draft made;
    if (!password) {
        made.generated = make_password(policy, usual_length(policy), email, "",
                                       [](std::size_t n) { return crypto::random_bytes(n); });
        password = made.generated;
    }
    if (auto found = faults_in(policy, email, *password); !found.empty())
        co_return error{nucleus::errors::validation_failed, {}, std::move(found)};
    made.who.email = std::move(email);
    made.who.password_hash = co_await auth_.hashing->hash(schema_, *password);
    co_return made;
}

task<void> godmins::appoint(pg::transaction& tx, const future_administrator& who) {
    co_await lock_seed(tx);
    const auto there = co_await is_god(tx, who.email);
    if (there) co_return;
    new_account a;
    a.id = uuid::v7();
    a.email = who.email;
    a.password = who.password_hash;
    a.role = admin_role;
    const auto s = auth_.settings.now();
    a.email_verified = who.address_proven || !s->verifies_addresses;
    a.made_at = clock{}.now();
    co_await add_account(tx, a);
    if (!a.email_verified) {
        const auto ttl = s->authentication.email_verification.ttl;
        co_await ask_to_confirm(tx, a, ttl, who.confirm_before, *auth_.mails);
    }
}

task<result<void>> godmins::spend_mail(request_context& rc, std::string email) {
    if (!auth_.settings.now()->verifies_addresses) co_return result<void>{};
    email = normal_form(email);
    auto within = co_await auth::spend_mail(auth_, rc, email);
    co_return within;
}

task<bool> godmins::is_inhabited(pg::transaction& tx, std::string schema) {
    if (!auth_.settings.now()->verifies_addresses) co_return true;
    const auto somebody = co_await is_anybody_there(tx, schema);
    co_return somebody;
}

task<void> godmins::ensure_configured(const config_snapshot& config) {
    const auto& named = config.get<authorization_config>("authorization");
    if (named.godmin_email.empty()) co_return;
    std::string email{config.secret(named.godmin_email).reveal()};
    const auto made = co_await make(std::move(email), config.secret(named.godmin_password), true);
    if (made) {
        if (!made->nil())
            log::info("authentication", "the godmin account was made", {{"userId", made->text()}});
        co_return;
    }
    std::string why;
    for (const auto& f : made.error().faults)
        why += (why.empty() ? "" : "; ") + f.path + " " + f.message;
    throw std::runtime_error("authorization.godminEmail and godminPassword: " + why);
}

task<result<uuid>> godmins::make(std::string email, secret_string password, bool only_if_missing) {
    const auto s = auth_.settings.now();
    email = normal_form(email);
    if (auto found = faults_in(s->authentication.password_policy, email, password); !found.empty())
        co_return error{nucleus::errors::validation_failed, {}, std::move(found)};
    new_account a;
    a.id = uuid::v7();
    a.email = std::move(email);
    a.is_god = true;
    a.password = co_await auth_.hashing->hash(schema_, password);
    auto now = clock{}.now();
    a.made_at = now;
    const pg::call c{schema_};
    auto made = co_await pg::transact<&promote>(database_, c, a, now, only_if_missing, auth_);
    if (made.passed_over)
        log::warn("authentication",
                  "the account that authorization.godminEmail names is there and is no godmin: "
                  "`nucleusd admin create` makes it one");
    co_await auth_.sessions->forget(std::move(made.revoked));
    co_return made.user_id;
}

}
