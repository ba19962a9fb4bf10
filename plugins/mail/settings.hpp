// What the config asks for, ready for use.
#pragma once
#include "config.hpp"
#include "domain/message.hpp"
#include "transports/transport.hpp"

namespace nucleus::mailing {

/// Immutable; a reload makes a new one.
struct settings {
    email_config config;
    std::string public_url, app_name;
    std::string base_domain; ///< of tenants; empty: none
    mailbox from;
    std::map<std::string, mail_template, std::less<>> templates; ///< of every purpose
    secret_string key, previous_key;                             ///< that data is sealed with
    std::shared_ptr<const transport> way;
};

/// Reads the templates of the config's folder; faults in them are logged, and the built-in ones
/// used. Throws for what it cannot do without.
[[nodiscard]] std::shared_ptr<const settings> make_settings(const config_snapshot& config);

}
