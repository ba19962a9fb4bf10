#include "mails/mail_requests.hpp"
#include "domain/identifier.hpp"
#include "domain/one_time_token.hpp"
#include "mails/mails.hpp"
#include "store/account_store.hpp"
#include "store/link_table.hpp"
#include "store/verification_store.hpp"
#include <nucleus/crypto/random.hpp>
#include <nucleus/log.hpp>

namespace nucleus::auth {

namespace {

constexpr int most_waiting = 1000;

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

task<bool> mail_verification(pg::transaction& tx, const link_request& link, const mail& m,
                             mailer& out) {
    const auto to = co_await add_verification(tx, link);
    if (!to) co_return false;
    auto addressed = m;
    addressed.to = to->email;
    co_await out.send(tx, addressed);
    co_return true;
}

task<void> mail_owner(pg::transaction& tx, const std::string& email, mailer& out) {
    const auto known = co_await has_account(tx, email);
    if (!known) co_return;
    const mail m{email, "registeredAlready"};
    co_await out.send(tx, m);
}

}

result<void> mail_requests::take(kind what, std::string schema, std::string email,
                                 std::optional<std::string> redirect_to) {
    if (waiting_.fetch_add(1) >= most_waiting) {
        waiting_.fetch_sub(1);
        error e{nucleus::errors::overloaded};
        e.retry_after = std::chrono::seconds{5};
        return e;
    }
    in_background(control_, "authentication.mail",
                  accept({what, std::move(schema), std::move(email), std::move(redirect_to)}));
    return {};
}

task<void> mail_requests::accept(request r) {
    queue_.push_back(std::move(r));
    if (serving_) co_return;
    serving_ = true;
    while (!queue_.empty()) {
        auto next = std::move(queue_.front());
        queue_.pop_front();
        try {
            co_await serve(std::move(next));
        } catch (const std::exception& e) { // they will ask again
            log::error("authentication.mail", "a mail that was asked for was not made",
                       {{"reason", e.what()}});
        }
        waiting_.fetch_sub(1);
    }
    serving_ = false;
}

task<void> mail_requests::serve(request r) {
    const auto s = settings_.now();
    switch (r.what) {
    case kind::password_reset:
    case kind::magic_link: co_await send_link(std::move(r), *s); break;
    case kind::verification: co_await send_verification(std::move(r), *s); break;
    case kind::registration: {
        const bool sent = co_await send_verification(r, *s);
        if (!sent) co_await tell_owner(std::move(r), *s);
        break;
    }
    }
}

task<void> mail_requests::send_link(request r, const settings& s) {
    const auto token = crypto::random_token();
    const auto& rules = s.authentication;
    const bool resets = r.what == kind::password_reset;
    const auto ttl = resets ? rules.password_reset.ttl : rules.magic_link.ttl;
    ordered_link o{resets ? link_table::password_resets() : link_table::magic_links(),
                   r.email,
                   rules.resend_cooldown,
                   {},
                   resets ? reset_mail(token, ttl) : magic_mail(token, ttl)};
    o.link.token_hash = token_hash(token.reveal());
    o.link.redirect_to = std::move(r.redirect_to);
    o.link.at = clock{}.now();
    o.link.until = o.link.at + std::chrono::duration_cast<std::chrono::microseconds>(ttl);
    const pg::call call{r.schema};
    co_await pg::transact<&mail_link>(database_, call, o, mails_);
}

task<bool> mail_requests::send_verification(request r, const settings& s) {
    const auto token = crypto::random_token();
    const auto& rules = s.authentication;
    const link_request link{r.email, token_hash(token.reveal()), clock{}.now(),
                            rules.email_verification.ttl, rules.resend_cooldown};
    const auto m = verification_mail(token, rules.email_verification.ttl);
    const pg::call call{r.schema};
    const bool sent = co_await pg::transact<&mail_verification>(database_, call, link, m, mails_);
    co_return sent;
}

/// Not more often than other mails to one address.
task<void> mail_requests::tell_owner(request r, const settings& s) {
    const auto now = clock{}.now();
    const auto key = r.schema + " " + r.email;
    if (const auto* last = told_.find(key); last && now - *last < s.authentication.resend_cooldown)
        co_return;
    told_.put(key, now);
    const pg::call call{r.schema};
    co_await pg::transact<&mail_owner>(database_, call, r.email, mails_);
}

}
