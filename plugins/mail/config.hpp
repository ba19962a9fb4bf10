// The section `email` of config.json.
#pragma once
#include <nucleus/config/snapshot.hpp>
#include <nucleus/describe.hpp>
#include <optional>

namespace nucleus::mailing {

enum class mail_provider { smtp, file };
inline const std::vector<std::string>& nucleus_choices(const mail_provider*) {
    static const std::vector<std::string> texts{"smtp", "file"};
    return texts;
}

enum class start_tls_mode { required, optional, off };
inline const std::vector<std::string>& nucleus_choices(const start_tls_mode*) {
    static const std::vector<std::string> texts{"required", "optional", "off"};
    return texts;
}

struct smtp_config {
    std::string url, username, password;
    start_tls_mode start_tls = start_tls_mode::required;
    std::string ca_file;
};
NUCLEUS_DESCRIBE(smtp_config,
                 (url, "smtp://host:587, or smtps://host:465 for TLS from the first byte",
                  pattern("^smtps?://[A-Za-z0-9._:\\[\\]-]+(/[A-Za-z0-9.-]*)?$")),
                 (username, "Of the account, when the server wants one", env_name, defaulted),
                 (password, "Its password", env_name, defaulted),
                 (start_tls, "Of smtp://: whether the connection must become encrypted", defaulted),
                 (ca_file, "PEM file with who vouches for the server, instead of the system's",
                  defaulted))

struct file_config {
    std::string directory;
};
NUCLEUS_DESCRIBE(file_config,
                 (directory, "Where one .eml per mail is written; default <dataDir>/mail",
                  defaulted))

struct links_config {
    std::string verify_email = "{publicUrl}/auth/link#verifyEmail={token}";
    std::string reset_password = "{publicUrl}/auth/link#resetPassword={token}";
    std::string magic_link = "{publicUrl}/auth/link#magicLink={token}";
    std::string invite = "{publicUrl}/auth/link#invite={token}";
    std::string email_change = "{publicUrl}/auth/link#emailChange={token}";
};
NUCLEUS_DESCRIBE(links_config,
                 (verify_email, "Where the address of a new account is confirmed", defaulted),
                 (reset_password, "Where a new password is chosen", defaulted),
                 (magic_link, "Where a sign-in without password ends", defaulted),
                 (invite, "Where an invitation is accepted", defaulted),
                 (email_change, "Where a new address is confirmed", defaulted))

struct from_config {
    std::string email, name;
};
NUCLEUS_DESCRIBE(from_config, (email, "The sender's address", format::email, defaulted),
                 (name, "The sender's name; {{appName}} of the templates", defaulted,
                  max_length(100)))

struct email_config {
    bool enabled = true;
    std::optional<mail_provider> provider;
    std::optional<smtp_config> smtp;
    file_config file;
    links_config links;
    from_config from;
    std::string templates;
};
NUCLEUS_DESCRIBE(email_config, (enabled, "Send at all; else mails wait in the outbox", defaulted),
                 (provider, "How mails leave; in development file by default"),
                 (smtp, "The server that takes them"),
                 (file, "For trying things out, and for tests", defaulted),
                 (links, "Where links lead; {publicUrl} and {token} are filled in", defaulted),
                 (from, "The sender", defaulted),
                 (templates, "Folder with templates of your own", defaulted))

/// What the section can tell by itself.
void check_email(const void* section, std::vector<fault>& found);
/// What is needed in production.
void check_email_in_production(const config_snapshot& config, std::vector<fault>& found);

/// The link of a purpose; empty: it has none.
[[nodiscard]] std::string_view link_for(const links_config& links, std::string_view purpose);

}
