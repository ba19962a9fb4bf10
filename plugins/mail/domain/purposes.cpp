#include "domain/purposes.hpp"

namespace nucleus::mailing {

namespace {

constexpr purpose all[] = {{"verifyEmail", "verifyEmail"},
                           {"resetPassword", "resetPassword"},
                           {"accountMade", "resetPassword"},
                           {"magicLink", "magicLink"},
                           {"invite", "invite"},
                           {"emailChange", "emailChange"},
                           {"emailChangeNotice", ""},
                           {"registeredAlready", ""},
                           {"passwordChanged", ""},
                           {"newDevice", ""},
                           {"approveSignIn", ""}};

}

std::span<const purpose> purposes() { return all; }

const purpose* find_purpose(std::string_view name) {
    for (const auto& p : all)
        if (p.name == name) return &p;
    return nullptr;
}

}
