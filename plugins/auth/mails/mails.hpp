// What the mails of auth say.
#pragma once
#include "domain/session.hpp"
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
/// Of a sign-in that waits. Not with its code: who reads the mail has to see the new device, too.
[[nodiscard]] mail approval_mail(const session& waiting);
/// `before`: when what was made for whom it goes to is removed, if that does not happen.
[[nodiscard]] mail verification_mail(const secret_string& token, std::chrono::milliseconds good_for,
                                     std::optional<instant> before = {});

}
