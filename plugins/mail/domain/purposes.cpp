#include "domain/purposes.hpp"

namespace nucleus::mailing {

namespace {

constexpr purpose all[] = {{"verifyEmail", true},        {"resetPassword", true},
                           {"magicLink", true},          {"invite", true},
                           {"emailChange", true},        {"emailChangeNotice", false},
                           {"registeredAlready", false}, {"passwordChanged", false},
                           {"newDevice", false},         {"approveSignIn", false}};

}

std::span<const purpose> purposes() { return all; }

const purpose* find_purpose(std::string_view name) {
    for (const auto& p : all)
        if (p.name == name) return &p;
    return nullptr;
}

}
