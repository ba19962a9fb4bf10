// What a browser says about itself in Client Hints (Sec-CH-UA…), where it does. Pure.
#pragma once
#include "domain/session.hpp"
#include <string_view>

namespace nucleus::auth {

/// Values of the headers as they were sent; empty: not sent.
struct client_hints {
    std::string_view user_agent{}, brands{}, full_versions{}, platform{}, platform_version{},
        mobile{}, model{};
};

/// As describe_device(user_agent) has it, but hints are believed where there are any: the
/// User-Agent of Chromium is frozen, and claims Windows 10 and Android 10 of all later ones.
[[nodiscard]] device describe_device(const client_hints& sent);

}
