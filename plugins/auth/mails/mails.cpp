#include "mails/mails.hpp"

namespace nucleus::auth {

namespace {

/// "2 hours", for people.
std::string in_words(std::chrono::milliseconds d) {
    using namespace std::chrono;
    const auto say = [](std::int64_t n, const char* unit) {
        return std::to_string(n) + " " + unit + (n == 1 ? "" : "s");
    };
    if (d >= 48h && d % 24h == 0ms) return say(d / 24h, "day");
    if (d >= 1h && d % 1h == 0ms) return say(d / 1h, "hour");
    if (d >= 1min) return say(d / 1min, "minute");
    return say(d / 1s, "second");
}

mail with_link(std::string purpose, const secret_string& token,
               std::chrono::milliseconds good_for) {
    const auto until =
        clock{}.now() + std::chrono::duration_cast<std::chrono::microseconds>(good_for);
    return {{}, std::move(purpose), token, {{"expiresIn", in_words(good_for)}}, until};
}

}

mail reset_mail(const secret_string& token, std::chrono::milliseconds good_for) {
    return with_link("resetPassword", token, good_for);
}

mail welcome_mail(const secret_string& token, std::chrono::milliseconds good_for) {
    return with_link("accountMade", token, good_for);
}

mail magic_mail(const secret_string& token, std::chrono::milliseconds good_for) {
    return with_link("magicLink", token, good_for);
}

mail invitation_mail(const secret_string& token, std::chrono::milliseconds good_for) {
    return with_link("invite", token, good_for);
}

mail email_change_mail(const secret_string& token, std::chrono::milliseconds good_for) {
    return with_link("emailChange", token, good_for);
}

mail approval_mail(const session& waiting) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(waiting.expires_at -
                                                                            waiting.created_at);
    return {{},
            "approveSignIn",
            {},
            {{"time", format_instant(waiting.created_at)},
             {"device", waiting.from.name},
             {"ipAddress", waiting.from.address},
             {"expiresIn", in_words(left)}},
            waiting.expires_at};
}

mail verification_mail(const secret_string& token, std::chrono::milliseconds good_for,
                       std::optional<instant> before) {
    auto m = with_link("verifyEmail", token, good_for);
    if (before) m.values.emplace_back("confirmBefore", format_instant(*before));
    return m;
}

}
