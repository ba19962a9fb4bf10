// What of the configuration is in force, with its keys ready for use.
#pragma once
#include "config.hpp"
#include "domain/captcha.hpp"
#include "domain/device_token.hpp"
#include <memory>
#include <nucleus/config/snapshot.hpp>
#include <nucleus/crypto/jwt.hpp>
#include <nucleus/http/message.hpp>
#include <nucleus/published.hpp>

namespace nucleus::auth {

/// Immutable; a reload publishes a new one.
struct settings {
    authentication_config authentication;
    authorization_config authorization;
    std::shared_ptr<const crypto::token_signer> signer;
    std::shared_ptr<const crypto::token_signer> previous_signer; ///< verifies only; may be null
    secret_string refresh_key, previous_refresh_key;             ///< the second may be empty
    secret_string failure_key;                                   ///< of login_failures
    device_keys device;
    std::vector<captcha_keys> captcha; ///< the first makes; one more opens what was made before
    bool verifies_addresses = false;   ///< before the first sign-in
    bool resets_passwords = false;     ///< by mail
    std::string tenant_header;         ///< that names a tenant
    bool secure_cookies = true;
    http::same_site same_site = http::same_site::lax;

    [[nodiscard]] bool demands_captcha(captcha_form of) const;
};

/// What needs mails, as far as it is on.
struct mailed_features {
    explicit mailed_features(const config_snapshot& config);
    bool password_reset, email_verification, email_change, magic_link, invite;
    [[nodiscard]] bool any() const noexcept {
        return password_reset || email_verification || email_change || magic_link || invite;
    }
};

/// New devices that have to be approved, and a way past that.
void doubt_devices(const config_snapshot& config, std::vector<std::string>& doubts);

/// Throws std::invalid_argument when a key is unusable.
[[nodiscard]] std::shared_ptr<const settings> make_settings(const config_snapshot& config);

/// What a consumer verifies tokens with; null: with the keys that the other nucleusd publishes.
/// Throws std::invalid_argument when it is unusable.
[[nodiscard]] std::shared_ptr<const crypto::token_signer>
consumer_key(const config_snapshot& config);

/// What they would throw, as a fault of the config.
void check_keys(const config_snapshot& config, std::vector<fault>& found);

/// The settings as every worker reads them.
using live_settings = published<settings>;

}
