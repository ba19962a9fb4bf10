#include "settings.hpp"
#include "domain/links.hpp"
#include "domain/purposes.hpp"
#include <fstream>
#include <iterator>
#include <nucleus/log.hpp>

namespace nucleus::mailing {

namespace {

namespace fs = std::filesystem;

mailbox sender_of(const email_config& c, std::string_view host) {
    if (!c.from.email.empty()) return {c.from.name, c.from.email};
    return {c.from.name, "no-reply@" + std::string{is_numeric(host) ? "localhost" : host}};
}

smtp_settings smtp_of(const smtp_config& c, const config_snapshot& config) {
    constexpr smtp_settings::tls levels[] = {smtp_settings::tls::required,
                                             smtp_settings::tls::optional, smtp_settings::tls::off};
    smtp_settings s{c.url, {}, {}, levels[static_cast<std::size_t>(c.start_tls)], c.ca_file};
    if (!c.username.empty())
        s.username = config.secret(c.username), s.password = config.secret(c.password);
    return s;
}

std::shared_ptr<const transport> transport_of(const email_config& c,
                                              const config_snapshot& config) {
    if (c.provider == mail_provider::smtp) return make_smtp_transport(smtp_of(*c.smtp, config));
    return make_file_transport(c.file.directory.empty() ? config.data_dir() / "mail"
                                                        : fs::absolute(c.file.directory));
}

/// Replaces `text` by what the file holds, if there is one and it is sound.
void override_by(const fs::path& file, bool linked, std::string& text) {
    std::ifstream in{file, std::ios::binary};
    if (!in) return;
    std::string own{std::istreambuf_iterator<char>{in}, {}};
    if (const auto fault = fault_of_template(own, linked))
        return log::error("mail", "a template was refused, the built-in one is used",
                          {{"file", file.string()},
                           {"line", static_cast<std::int64_t>(fault->line)},
                           {"reason", fault->why}});
    text = std::move(own);
}

mail_template template_of(const purpose& p, const fs::path& folder) {
    auto t = built_in(p.name);
    if (folder.empty()) return t;
    const std::string name{p.name};
    override_by(folder / (name + ".subject.txt"), p.linked(), t.subject);
    override_by(folder / (name + ".txt"), p.linked(), t.text);
    override_by(folder / (name + ".html"), p.linked(), t.html);
    return t;
}

}

std::shared_ptr<const settings> make_settings(const config_snapshot& config) {
    auto s = std::make_shared<settings>();
    s->config = config.get<email_config>("email");
    s->public_url = config.public_url();
    s->base_domain = config.base_domain();
    const auto host = host_of(s->public_url);
    s->app_name = s->config.from.name.empty() ? std::string{host} : s->config.from.name;
    s->from = sender_of(s->config, host);
    const fs::path folder{s->config.templates};
    if (!folder.empty() && !fs::is_directory(folder))
        log::error("mail", "there is no such folder of templates, the built-in ones are used",
                   {{"folder", folder.string()}});
    for (const auto& p : purposes())
        s->templates.emplace(std::string{p.name}, template_of(p, folder));
    s->key = config.derived_key("mail.outbox");
    s->previous_key = config.previous_key("mail.outbox");
    s->way = transport_of(s->config, config);
    return s;
}

}
