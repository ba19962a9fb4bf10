#include "mails/mail_requests.hpp"
#include "domain/identifier.hpp"
#include "domain/one_time_token.hpp"
#include "mails/mails.hpp"
#include "store/account_store.hpp"
#include "store/link_table.hpp"
#include "store/verification_store.hpp"
#include <nucleus/async/sleep.hpp>
#include <nucleus/crypto/random.hpp>
#include <nucleus/log.hpp>

namespace nucleus::auth {

namespace {

/// By then the answer has left: work on another core would be felt in its time.
constexpr auto head_start = std::chrono::milliseconds{100};

/// A link, and whom it goes to once that is known.
struct ordered_link {
    const link_table& table;
    std::string email;
    std::chrono::milliseconds cooldown;
    new_link link;
    mail message;
};

/// At most one in `cooldown`.
task<void> mail_link(pg::transaction& tx, const ordered_link& o, mailer& out) {
    const auto to = co_await lock_by_email(tx, o.email);
    if (!to) co_return;
    const auto& made = o.link;
    const instant since =
        made.at - std::chrono::duration_cast<std::chrono::microseconds>(o.cooldown);
    const bool sent = co_await o.table.sent_since(tx, to->user_id, since);
    if (sent) co_return;
    auto link = made;
    link.user_id = to->user_id;
    link.email = normal_form(to->email);
    co_await o.table.add(tx, link);
    auto m = o.message;
    m.to = to->email;
    co_await out.send(tx, m);
}

task<void> mail_verification(pg::transaction& tx, const link_request& link, const mail& m,
                             mailer& out) {
    const auto to = co_await add_verification(tx, link);
    if (!to) co_return;
    auto addressed = m;
    addressed.to = to->email;
    co_await out.send(tx, addressed);
}

/// The owner of a confirmed address is told; one that is not confirmed gets a link that makes it
/// the account of who reads it, if passwords are reset by mail.
task<std::vector<uuid>> mail_owner(pg::transaction& tx, const ordered_link& o, bool resets,
                                   mailer& out) {
    if (resets) {
        auto owned = co_await contest_address(tx, o.email, o.link.at);
        if (owned) {
            auto link = o.link;
            link.user_id = owned->owner.user_id;
            co_await o.table.add(tx, link);
            auto m = o.message;
            m.to = owned->owner.email;
            co_await out.send(tx, m);
            co_return std::move(owned->ended);
        }
    }
    const bool known = co_await has_account(tx, o.email);
    if (known) {
        const mail m{o.email, "registeredAlready"};
        co_await out.send(tx, m);
    }
    co_return std::vector<uuid>{};
}

/// An order for one more link; whose, is still to be seen.
ordered_link order(const link_table& table, const std::string& email, const settings& s,
                   const secret_string& token, std::chrono::milliseconds ttl, mail message) {
    ordered_link o{table, email, s.authentication.resend_cooldown, {}, std::move(message)};
    o.link.token_hash = token_hash(token.reveal());
    o.link.at = clock{}.now();
    o.link.until = o.link.at + std::chrono::duration_cast<std::chrono::microseconds>(ttl);
    return o;
}

}

result<void> mail_requests::take(request r) {
    if (!places_.take(r.schema, most_of_one_())) {
        error e{nucleus::errors::overloaded};
        e.retry_after = std::chrono::seconds{5};
        return e;
    }
    r.not_before = steady::now() + head_start;
    in_background(control_, "authentication.mail", accept(std::move(r)));
    return {};
}

task<void> mail_requests::drain(steady::time_point until) {
    while (places_.taken() > 0 && steady::now() < until)
        co_await sleep_until(steady::now() + std::chrono::milliseconds{20});
    if (const auto left = places_.taken(); left > 0)
        log::warn("authentication.mail", "mails that were asked for are not made: no time is left",
                  {{"requests", left}});
}

task<void> mail_requests::accept(request r) {
    co_await sleep_until(r.not_before); // here: whoever comes next in turn need not wait for it
    const auto schema = r.schema;
    queue_.add(schema, std::move(r));
    if (serving_) co_return;
    serving_ = true;
    while (!queue_.empty()) {
        auto next = queue_.next();
        const auto whose = next.schema;
        try {
            co_await serve(std::move(next));
        } catch (const std::exception& e) { // they will ask again
            log::error("authentication.mail", "a mail that was asked for was not made",
                       {{"reason", e.what()}});
        }
        places_.give_back(whose);
    }
    serving_ = false;
}

task<void> mail_requests::serve(request r) {
    const auto s = settings_.now();
    switch (r.what) {
    case kind::password_reset:
    case kind::magic_link: co_await send_link(std::move(r), *s); break;
    case kind::verification: co_await send_verification(std::move(r), *s); break;
    case kind::registration: co_await tell_owner(std::move(r), *s); break;
    }
}

task<void> mail_requests::send_link(request r, const settings& s) {
    const auto token = crypto::random_token();
    const auto& rules = s.authentication;
    const bool resets = r.what == kind::password_reset;
    const auto ttl = resets ? rules.password_reset.ttl : rules.magic_link.ttl;
    auto o = order(resets ? link_table::password_resets() : link_table::magic_links(), r.email, s,
                   token, ttl, resets ? reset_mail(token, ttl) : magic_mail(token, ttl));
    o.link.redirect_to = std::move(r.redirect_to);
    const pg::call call{r.schema};
    co_await pg::transact<&mail_link>(database_, call, o, mails_);
}

task<void> mail_requests::send_verification(request r, const settings& s) {
    const auto token = crypto::random_token();
    const auto& rules = s.authentication;
    const link_request link{r.email, token_hash(token.reveal()), clock{}.now(),
                            rules.email_verification.ttl, rules.resend_cooldown};
    const auto m = verification_mail(token, rules.email_verification.ttl);
    const pg::call call{r.schema};
    co_await pg::transact<&mail_verification>(database_, call, link, m, mails_);
}

/// Whether a registration is one that was made before, by who knows its password: a second click.
task<bool> mail_requests::repeats(const request& r) {
    const pg::call call{r.schema};
    const auto hash = co_await unconfirmed_password(database_, call, r.email);
    if (hash.empty()) co_return false;
    const auto same = co_await passwords_.verify(hash, r.password);
    co_return same.matches;
}

/// Not more often than other mails to one address.
task<void> mail_requests::tell_owner(request r, const settings& s) {
    const bool again = co_await repeats(r);
    if (again) {
        co_await send_verification(std::move(r), s);
        co_return;
    }
    const auto now = clock{}.now();
    const auto key = r.schema + " " + r.email;
    if (const auto* last = told_.find(key); last && now - *last < s.authentication.resend_cooldown)
        co_return;
    told_.put(key, now);
    const auto token = crypto::random_token();
    const auto ttl = s.authentication.password_reset.ttl;
    const auto o =
        order(link_table::password_resets(), r.email, s, token, ttl, reset_mail(token, ttl));
    const pg::call call{r.schema};
    const bool resets = s.resets_passwords;
    auto ended = co_await pg::transact<&mail_owner>(database_, call, o, resets, mails_);
    co_await sessions_.forget(std::move(ended));
}

}
