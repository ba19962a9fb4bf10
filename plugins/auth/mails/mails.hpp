// What the mails of auth say. Pure.
#pragma once
#include <chrono>
#include <nucleus/services/mailer.hpp>

namespace nucleus::auth {

/// Without an address yet.
[[nodiscard]] mail reset_mail(const secret_string& token, std::chrono::milliseconds good_for);
[[nodiscard]] mail verification_mail(const secret_string& token,
                                     std::chrono::milliseconds good_for);

}
