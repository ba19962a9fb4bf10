#include "handlers/budgets.hpp"

namespace nucleus::auth {

namespace {

/// Of this tenant.
std::string subject_of(const request_context& rc, std::string_view name) {
    return (rc.schema + " ").append(name);
}

std::chrono::microseconds cooldown_of(const settings& s) {
    return s.authentication.resend_cooldown;
}

}

task<result<void>> spend_attempt(auth_context& auth, request_context& rc, std::string_view name) {
    const auto subject = subject_of(rc, name);
    auto within = co_await auth.limits->take(rc, "auth.account", subject);
    co_return within;
}

task<result<void>> spend_mail(auth_context& auth, request_context& rc, std::string_view email) {
    const auto s = auth.settings.now();
    const auto& rules = s->authentication.mail_budget;
    const auto subject = subject_of(rc, email);
    const spending budget{rules.window, rules.max};
    auto within = co_await auth.limits->take(rc, "auth.mail", subject, budget);
    co_return within;
}

instant cooling_since(const settings& s, instant now) { return now - cooldown_of(s); }

error still_cooling(const settings& s, instant last, instant now) {
    error e{nucleus::errors::rate_limited, "An invitation was mailed there a moment ago."};
    e.retry_after = std::max(std::chrono::seconds{1},
                             std::chrono::ceil<std::chrono::seconds>(last + cooldown_of(s) - now));
    return e;
}

}
