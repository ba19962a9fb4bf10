#include "handlers/verify_email.hpp"
#include "domain/identifier.hpp"
#include "domain/one_time_token.hpp"
#include "errors.hpp"
#include "store/verification_store.hpp"
#include <nucleus/log.hpp>

namespace nucleus::auth {

task<result<void>> verify_email(auth_context& auth, request_context& rc, verify_request body) {
    const auto hash = token_hash(body.token.reveal());
    auto done = co_await pg::transact<&verify_address>(*rc.database, call_of(rc), hash, rc.now);
    if (!done) co_return error{errors::invalid_token};
    co_await auth.sessions->forget(std::move(done->ended));
    log::info("authentication.register", "address confirmed",
              {{"requestId", rc.request_id}, {"userId", done->user_id.text()}});
    co_return result<void>{};
}

task<result<void>> resend_verification(auth_context& auth, request_context& rc,
                                       address_request body) {
    const auto human =
        co_await require_captcha(auth, rc, captcha_form::resend_verification, body.captcha);
    if (!human) co_return human.error();
    auto accepted =
        co_await ask_for_mail(auth, rc, mail_requests::kind::verification, std::move(body.email));
    co_return accepted;
}

}
