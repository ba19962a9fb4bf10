#include "handlers/auth_context.hpp"
#include "domain/identifier.hpp"

namespace nucleus::auth {

namespace {
constexpr pg::statement ping{"auth.mail.ping", "SELECT 1"};
}

task<result<void>> ask_for_mail(auth_context& auth, request_context& rc, mail_requests::kind what,
                                std::string email, std::optional<std::string> redirect_to) {
    const auto call = call_of(rc);
    co_await rc.database->read(call, ping);
    co_return auth.requests->take(what, rc.schema, normal_form(email), std::move(redirect_to));
}

}
