#include "mails/mail_requests.hpp"
#include "domain/one_time_token.hpp"
#include "mails/mails.hpp"
#include "store/account_store.hpp"
#include "store/verification_store.hpp"
#include <nucleus/crypto/random.hpp>
#include <nucleus/log.hpp>

namespace nucleus::auth {

namespace {

constexpr int most_waiting = 1000;

task<void> mail_reset(pg::transaction& tx, const link_request& link, const mail& m, mailer& out) {
    const auto to = co_await add_reset(tx, link);
    if (!to) co_return;
    auto addressed = m;
    addressed.to = to->email;
    co_await out.send(tx, addressed);
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

result<void> mail_requests::take(kind what, std::string schema, std::string email) {
    if (waiting_.fetch_add(1) >= most_waiting) {
        waiting_.fetch_sub(1);
        error e{nucleus::errors::overloaded};
        e.retry_after = std::chrono::seconds{5};
        return e;
    }
    in_background(control_, "authentication.mail",
                  accept({what, std::move(schema), std::move(email)}));
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
    case kind::password_reset: co_await send_reset(std::move(r), *s); break;
    case kind::verification: co_await send_verification(std::move(r), *s); break;
    case kind::registration: {
        const bool sent = co_await send_verification(r, *s);
        if (!sent) co_await tell_owner(std::move(r), *s);
        break;
    }
    }
}

task<void> mail_requests::send_reset(request r, const settings& s) {
    const auto token = crypto::random_token();
    const auto& rules = s.authentication;
    const link_request link{r.email, token_hash(token.reveal()), clock{}.now(),
                            rules.password_reset.ttl, rules.resend_cooldown};
    const auto m = reset_mail(token, rules.password_reset.ttl);
    const pg::call call{r.schema};
    co_await pg::transact<&mail_reset>(database_, call, link, m, mails_);
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
