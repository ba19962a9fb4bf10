#include "config.hpp"
#include "domain/links.hpp"
#include "domain/purposes.hpp"
#include <filesystem>
#include <fstream>

namespace nucleus::mailing {

namespace {

void refuse(std::vector<fault>& found, std::string path, std::string why) {
    found.push_back({std::move(path), "invalid", std::move(why)});
}

void check_smtp(const smtp_config& c, std::vector<fault>& found) {
    if (c.username.empty() != c.password.empty())
        refuse(found, c.username.empty() ? "/smtp/username" : "/smtp/password",
               "username and password go together");
    if (!c.username.empty() && c.start_tls != start_tls_mode::required &&
        c.url.starts_with("smtp://") && !is_loopback(host_of(c.url)))
        refuse(found, "/smtp/startTls",
               "a password does not travel unencrypted to another machine: use \"required\", or "
               "an smtps:// url");
    if (!c.ca_file.empty() && !std::ifstream{c.ca_file})
        refuse(found, "/smtp/caFile", "there is no such file that can be read");
}

}

std::string_view link_for(const links_config& links, std::string_view purpose) {
    const std::pair<std::string_view, const std::string*> all[] = {
        {"verifyEmail", &links.verify_email},
        {"resetPassword", &links.reset_password},
        {"magicLink", &links.magic_link},
        {"invite", &links.invite},
        {"emailChange", &links.email_change}};
    const auto* of = find_purpose(purpose);
    for (const auto& [name, link] : all)
        if (of && name == of->link) return *link;
    return {};
}

void check_email(const void* section, std::vector<fault>& found) {
    const auto& c = *static_cast<const email_config*>(section);
    if (c.provider == mail_provider::smtp && !c.smtp)
        refuse(found, "/smtp", "provider is \"smtp\": say where the server is, smtp.url");
    if (c.smtp) check_smtp(*c.smtp, found);
    if (!c.templates.empty() && !std::filesystem::is_directory(c.templates))
        refuse(found, "/templates", "there is no such folder");
    for (const auto& p : purposes())
        if (p.linked() && p.link == p.name)
            if (const auto why = fault_of_link(link_for(c.links, p.name)))
                refuse(found, "/links/" + std::string{p.name}, *why);
}

void check_email_in_production(const config_snapshot& config, std::vector<fault>& found) {
    const auto& c = config.get<email_config>("email");
    if (config.development() || !c.enabled) return;
    if (!c.provider)
        refuse(found, "$.email.provider",
               "say how mails leave: \"smtp\", or \"file\" to write them into a folder; only in "
               "development there is a default");
    if (c.from.email.empty())
        refuse(found, "$.email.from.email",
               "say who the sender is; only in development there is a default");
}

}
