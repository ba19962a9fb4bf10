#include "identity/settings.hpp"
#include <algorithm>

namespace nucleus::auth {

namespace {

using signer_ptr = std::shared_ptr<const crypto::token_signer>;

void set_access_keys(settings& s, const config_snapshot& config) {
    const auto& rules = s.authentication.access_token;
    if (!rules.secret.empty()) {
        const auto secret = config.secret(rules.secret);
        s.signer = rules.algorithm == token_algorithm::eddsa ? crypto::token_signer::eddsa(secret)
                                                             : crypto::token_signer::hs256(secret);
        return;
    }
    if (rules.algorithm == token_algorithm::eddsa)
        throw std::invalid_argument(
            "EdDSA needs an Ed25519 key (`openssl genpkey -algorithm ed25519` makes one)");
    s.signer = crypto::token_signer::hs256(config.derived_key("auth.access"));
    if (const auto before = config.previous_key("auth.access"); !before.empty())
        s.previous_signer = crypto::token_signer::hs256(before);
}

void set_refresh_keys(settings& s, const config_snapshot& config) {
    const auto& secret = s.authentication.refresh_token.secret;
    if (!secret.empty()) {
        s.refresh_key = config.secret(secret);
        return;
    }
    s.refresh_key = config.derived_key("auth.refresh");
    s.previous_refresh_key = config.previous_key("auth.refresh");
}

void set_device_keys(settings& s, const config_snapshot& config) {
    const auto& secret = s.authentication.session_token.secret;
    if (!secret.empty())
        s.device.now = config.secret(secret);
    else
        s.device = {config.derived_key("auth.device"), config.previous_key("auth.device")};
}

void set_captcha_keys(settings& s, const config_snapshot& config) {
    constexpr auto seal = "auth.captcha.seal", sign = "auth.captcha.sign";
    s.captcha.push_back({config.derived_key(seal), config.derived_key(sign)});
    if (auto before = config.previous_key(seal); !before.empty())
        s.captcha.push_back({std::move(before), config.previous_key(sign)});
}

http::same_site same_site_of(same_site_config c) {
    switch (c) {
    case same_site_config::strict: return http::same_site::strict;
    case same_site_config::none: return http::same_site::none;
    case same_site_config::lax: break;
    }
    return http::same_site::lax;
}

}

bool settings::demands_captcha(captcha_form of) const {
    const auto& c = authentication.captcha;
    return c.enabled && std::ranges::find(c.forms, of) != c.forms.end();
}

mailed_features::mailed_features(const config_snapshot& config) {
    const auto& c = config.get<authentication_config>("authentication");
    const bool mails = config.switched_on("email") && c.mode == operating_mode::full;
    password_reset = c.password_reset.enabled.value_or(mails);
    email_verification = c.email_verification.enabled.value_or(mails);
    email_change = c.email_change.enabled.value_or(mails);
    magic_link = c.magic_link.enabled.value_or(mails);
    invite = c.invite.enabled.value_or(mails);
}

void doubt_devices(const config_snapshot& config, std::vector<std::string>& doubts) {
    const auto& c = config.get<authentication_config>("authentication");
    const mailed_features on{config};
    if (c.enabled && c.mode == operating_mode::full && c.sessions.new_device_approval.enabled &&
        on.magic_link && !on.email_verification)
        doubts.emplace_back(
            "$.authentication.sessions.newDeviceApproval: without emailVerification the first "
            "magic link of an account does not wait for approval; switch both on");
}

std::shared_ptr<const settings> make_settings(const config_snapshot& config) {
    auto s = std::make_shared<settings>();
    s->authentication = config.get<authentication_config>("authentication");
    s->authorization = config.get<authorization_config>("authorization");
    const mailed_features on{config};
    s->verifies_addresses = on.email_verification;
    s->resets_passwords = on.password_reset;
    set_access_keys(*s, config);
    set_refresh_keys(*s, config);
    s->failure_key = config.derived_key("auth.failures");
    set_device_keys(*s, config);
    set_captcha_keys(*s, config);
    s->tenant_header = config.tenant_header();
    s->secure_cookies = s->authentication.cookies.secure.value_or(!config.development());
    s->same_site = same_site_of(s->authentication.cookies.same_site);
    return s;
}

std::shared_ptr<const crypto::token_signer> consumer_key(const config_snapshot& config) {
    settings keys;
    keys.authentication = config.get<authentication_config>("authentication");
    if (keys.authentication.access_token.secret.empty()) return nullptr;
    set_access_keys(keys, config);
    return keys.signer;
}

void check_keys(const config_snapshot& config, std::vector<fault>& found) {
    const auto& all = config.get<authentication_config>("authentication");
    const auto& rules = all.access_token;
    const bool consumes = all.mode == operating_mode::consumer;
    if (consumes && rules.secret.empty()) return; // its keys come over HTTP
    // The derived key is sound, and asking for it may make one.
    if (rules.secret.empty() && rules.algorithm != token_algorithm::eddsa) return;
    try {
        settings unused;
        unused.authentication = config.get<authentication_config>("authentication");
        set_access_keys(unused, config);
        if (!consumes) (void)unused.signer->sign("{}"); // a public key alone cannot
    } catch (const std::logic_error& e) {
        found.push_back({"$.authentication.accessToken.secret", "invalid", e.what()});
    }
}

}
