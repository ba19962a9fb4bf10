// Which device a User-Agent header speaks of: for people to recognise, not to rely on. Pure.
#pragma once
#include "domain/session.hpp"
#include <string_view>

namespace nucleus::auth {

/// Names and versions as far as they are told; `type` is desktop, mobile, tablet, bot or other;
/// `name` reads "Firefox on Linux". Everything fits the columns of user_sessions.
[[nodiscard]] device describe_device(std::string_view user_agent);

/// "Firefox on Linux"
[[nodiscard]] std::string name_of(const device& d);

}
