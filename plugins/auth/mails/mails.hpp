// What the mails of auth say.
#pragma once
#include <chrono>
#include <nucleus/services/mailer.hpp>

namespace nucleus::auth {

/// Without an address yet; they expire with their links.
[[nodiscard]] mail reset_mail(const secret_string& token, std::chrono::milliseconds good_for);
/// To somebody whom an administrator has made an account for.
[[nodiscard]] mail welcome_mail(const secret_string& token, std::chrono::milliseconds good_for);
[[nodiscard]] mail magic_mail(const secret_string& token, std::chrono::milliseconds good_for);
[[nodiscard]] mail invitation_mail(const secret_string& token, std::chrono::milliseconds good_for);
/// To the new address; the old one gets a notice without a link.
[[nodiscard]] mail email_change_mail(const secret_string& token,
                                     std::chrono::milliseconds good_for);
[[nodiscard]] mail verification_mail(const secret_string& token,
                                     std::chrono::milliseconds good_for);

}
