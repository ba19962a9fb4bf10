// What clients are shown of accounts and sessions.
#pragma once
#include "domain/account.hpp"
#include "domain/session.hpp"
#include <nucleus/describe.hpp>

namespace nucleus::auth {

struct user {
    uuid id;
    std::string email;
    std::optional<std::string> username;
    bool email_verified = false, is_active = true, is_god = false;
    std::optional<instant> last_login_at;
    instant created_at;
    std::vector<std::string> roles;
};
NUCLEUS_DESCRIBE(user, (id, "Of the user"), (email, "E-mail address"),
                 (username, "User name", nullable), (email_verified, "It was shown to be theirs"),
                 (is_active, "May sign in"), (is_god, "Passes every check"),
                 (last_login_at, "Last sign-in", nullable), (created_at, "Since when"),
                 (roles, "Names of roles"))

struct session_info {
    uuid id;
    std::string device_name, device_type, browser_name, browser_version, os_name, os_version,
        ip_address, login_method;
    instant last_activity_at, created_at, expires_at;
    bool is_current = false;
    std::string approval_status;
    bool trusted = false;
};
NUCLEUS_DESCRIBE(session_info, (id, "Of the session"), (device_name, "For people"),
                 (device_type, "desktop, mobile, tablet, bot or other"), (browser_name, "Browser"),
                 (browser_version, "Its version"), (os_name, "Operating system"),
                 (os_version, "Its version"), (ip_address, "At sign-in"),
                 (login_method, "password, …"), (last_activity_at, "Sign-in or last refresh"),
                 (created_at, "Sign-in"), (expires_at, "Ends at the latest"),
                 (is_current, "The session that asks"), (approval_status, "approved or pending"),
                 (trusted, "On a device that approves sign-ins on new ones"))

struct session_brief {
    uuid id;
    std::string approval_status;
};
NUCLEUS_DESCRIBE(session_brief, (id, "Of the session"), (approval_status, "approved"))

struct login_success {
    auth::user user;
    std::string token_type = "Bearer";
    instant access_token_expires_at, refresh_token_expires_at;
    session_brief session;
    std::optional<std::string> access_token, refresh_token, device_token;
};
NUCLEUS_DESCRIBE(login_success, (user, "Who signed in"), (token_type, "Bearer"),
                 (access_token_expires_at, "Refresh before"),
                 (refresh_token_expires_at, "Sign in again after"), (session, "The session"),
                 (access_token, "With tokenDelivery body only"),
                 (refresh_token, "With tokenDelivery body only"),
                 (device_token, "With tokenDelivery body only: to be shown at the next sign-in, "
                                "where new devices have to be approved"))

/// A sign-in on a new device, which waits.
struct sign_in_pending {
    std::string approval_status, approval_code;
    instant approval_expires_at;
    session_brief session;
    std::optional<std::string> refresh_token, redirect_to;
};
NUCLEUS_DESCRIBE(sign_in_pending, (approval_status, "pending"),
                 (approval_code, "Two digits to type on a device that is trusted"),
                 (approval_expires_at, "Nobody can approve it any more then"),
                 (session, "The session; refresh it to see whether it was approved"),
                 (refresh_token, "With tokenDelivery body only"),
                 (redirect_to, "As it was asked for with the link"))

enum class token_delivery : std::uint8_t { cookie, body };
inline const std::vector<std::string>& nucleus_choices(const token_delivery*) {
    static const std::vector<std::string> texts{"cookie", "body"};
    return texts;
}

struct profile_info {
    uuid id;
    std::string first_name, last_name;
};
NUCLEUS_DESCRIBE(profile_info, (id, "Of the profile"), (first_name, "First name"),
                 (last_name, "Last name"))
struct address_info {
    uuid id;
    std::string name;
    std::optional<std::string> street, city, state, zip, country, type;
};
NUCLEUS_DESCRIBE(address_info, (id, "Of the address"), (name, "Name"), (street, "Street", nullable),
                 (city, "City", nullable), (state, "State", nullable),
                 (zip, "Postal code", nullable), (country, "Country", nullable),
                 (type, "Kind", nullable))
struct phone_info {
    uuid id;
    std::string name;
    std::optional<std::string> type;
    std::string country_code, number;
    std::optional<std::string> extension;
};
NUCLEUS_DESCRIBE(phone_info, (id, "Of the phone"), (name, "Name"), (type, "Kind", nullable),
                 (country_code, "+…"), (number, "Number"), (extension, "Extension", nullable))
struct file_info {
    uuid id;
    std::string name, original_name;
    std::optional<std::string> type;
    std::int64_t size = 0;
    std::string mime_type, extension;
};
NUCLEUS_DESCRIBE(file_info, (id, "Of the file"), (name, "Name"), (original_name, "As uploaded"),
                 (type, "Kind", nullable), (size, "Bytes"), (mime_type, "MIME type"),
                 (extension, "Extension"))

/// What a user has beside the account; read from the database as JSON of this shape.
struct belongings {
    std::optional<profile_info> profile;
    std::vector<address_info> addresses;
    std::vector<phone_info> phones;
    std::vector<file_info> files;
};
NUCLEUS_DESCRIBE(belongings, (profile, "Profile", nullable), (addresses, "Addresses"),
                 (phones, "Phones"), (files, "Files"))

struct impersonator_info {
    uuid id;
    std::string email;
};
NUCLEUS_DESCRIBE(impersonator_info, (id, "Of the user"), (email, "E-mail address"))

struct me_data {
    auth::user user;
    std::optional<impersonator_info> impersonator;
    std::optional<profile_info> profile;
    std::vector<std::string> roles, claims;
    std::vector<address_info> addresses;
    std::vector<phone_info> phones;
    std::vector<file_info> files;
    std::optional<session_info> session;
};
NUCLEUS_DESCRIBE(me_data, (user, "The account"), (impersonator, "Who acts in their name"),
                 (profile, "Profile", nullable), (roles, "Names of roles"),
                 (claims, "Actions that they may do"), (addresses, "Addresses"), (phones, "Phones"),
                 (files, "Files uploaded"),
                 (session, "The session that asks; null: it is an API key", nullable))

[[nodiscard]] user shown(const account& a);
[[nodiscard]] session_info shown(const session& s, bool is_current);

}
