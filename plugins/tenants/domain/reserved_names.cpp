#include "domain/reserved_names.hpp"
#include <algorithm>

namespace nucleus::tenants {

namespace {

// Sources, by what can go wrong:
// - RFC 2142 (mailboxes of roles and services, which people take for names of hosts), and the
//   CA/Browser Forum's Baseline Requirements §3.2.2.4.4: whoever reads admin@, administrator@,
//   webmaster@, hostmaster@ or postmaster@ of a domain gets certificates for it.
// - Hosts that clients look up by themselves: WPAD, RFC 5214 (isatap), the settings of mail for
//   Outlook and Thunderbird (autodiscover, autoconfig), RFC 8461 (mta-sts), OpenPGP's Web Key
//   Directory (openpgpkey), and the collection at https://ldpreload.com/blog/names-to-reserve.
// - RFC 6761, RFC 6762, RFC 7686: names with a meaning of their own (localhost, invalid, onion).
// - What services with a host per customer keep for themselves, by lists such as
//   https://gist.github.com/jacurtis/e4655cb15f81a047f84193fbf41c2050 and
//   https://github.com/miketromba/reserved-slugs; of these only what an operator would use, or what
//   would lend itself to posing as the operator.
constexpr std::string_view words[] = {
    // what anybody expects there
    "www", "ww", "web", "app", "apps", "api", "apis", "admin", "administrator", "mail", "home",
    "main", "root", "site", "sites", "portal", "public", "private", "internal", "intranet",
    "extranet", "local", "localhost", "localdomain", "broadcasthost", "example", "invalid", "onion",
    "test", "testing", "null", "undefined", "default", "system", "sys", "nucleus", "nucleusd",
    // roles of people
    "hostmaster", "postmaster", "webmaster", "ssladmin", "ssladministrator", "sslwebmaster",
    "sysadmin", "abuse", "noc", "security", "info", "marketing", "sales", "support", "help",
    "helpdesk", "helpcenter", "contact", "feedback", "press", "legal", "privacy", "compliance",
    "careers", "jobs", "team", "staff", "owner", "operator", "moderator", "superuser", "superadmin",
    "godmin", "noreply", "mailer-daemon", "bounce", "bounces", "news", "newsletter", "usenet",
    "uucp", "everybody", "anonymous", "nobody", "guest",
    // hosts that programs look for
    "wpad", "isatap", "autodiscover", "autoconfig", "mta-sts", "openpgpkey", "dns", "ns",
    "nameserver", "mx", "smtp", "imap", "imaps", "pop", "pops", "webmail", "email", "mailer",
    "relay", "ftp", "sftp", "ftps", "ssh", "telnet", "vpn", "proxy", "gateway", "router",
    "firewall", "ntp", "ldap", "kerberos", "radius", "sip", "xmpp", "irc", "nntp", "caldav",
    "carddav", "webdav", "dav", "acme-challenge", "dmarc", "dkim", "spf", "well-known", "cpanel",
    "whm", "webdisk", "plesk",
    // signing in and paying, where a tenant could pose as the operator
    "auth", "oauth", "openid", "oidc", "saml", "sso", "idp", "identity", "login", "logout", "logon",
    "signin", "signout", "signup", "self-signup", "register", "registration", "account", "accounts",
    "user", "users", "profile", "password", "passwords", "passkey", "passkeys", "session",
    "sessions", "token", "tokens", "secure", "ssl", "tls", "verify", "verification", "captcha",
    "invite", "invites", "billing", "invoice", "invoices", "pay", "payment", "payments", "checkout",
    "subscription", "subscriptions", "pricing", "plans", "wallet",
    // parts of the operator's own service
    "tenants", "console", "dashboard", "manage", "manager", "management", "control", "controlpanel",
    "panel", "backend", "backoffice", "settings", "config", "configuration", "setup", "onboarding",
    "status", "health", "healthcheck", "ping", "uptime", "monitor", "monitoring", "metrics",
    "stats", "statistics", "analytics", "grafana", "prometheus", "kibana", "log", "logs", "trace",
    "audit", "alerts", "notifications", "notify", "webhook", "webhooks", "hooks", "callback",
    "events", "socket", "websocket", "ws", "wss", "stream", "rpc", "grpc", "graphql", "rest", "cdn",
    "edge", "cache", "static", "asset", "assets", "media", "image", "images", "img", "video", "css",
    "fonts", "file", "files", "upload", "uploads", "download", "downloads", "storage", "archive",
    "backup", "backups", "db", "database", "postgres", "mysql", "redis", "sql", "queue", "worker",
    "workers", "cron", "jenkins", "git", "svn", "repo", "registry", "docker", "node", "server",
    "host", "cluster", "cloud", "lb", "loadbalancer", "origin", "mirror",
    // stages and documents
    "dev", "devel", "develop", "developer", "developers", "development", "stage", "staging", "prod",
    "production", "preview", "preprod", "sandbox", "demo", "beta", "alpha", "canary", "nightly",
    "qa", "uat", "docs", "documentation", "wiki", "kb", "faq", "blog", "forum", "community",
    "about", "terms", "tos", "policy", "search", "shop", "store", "mobile", "chat", "calendar",
    "official"};

/// The letters that a digit may stand for.
constexpr std::string_view letters_like(char digit) noexcept {
    switch (digit) {
    case '0': return "o";
    case '1': return "il";
    case '2': return "z";
    case '3': return "e";
    case '4': return "a";
    case '5': return "s";
    case '6': return "gb";
    case '7': return "t";
    case '8': return "b";
    case '9': return "g";
    default: return {};
    }
}

constexpr bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }

/// Whether the rest of a name is a number, or nothing.
bool is_number(std::string_view rest) noexcept {
    return std::ranges::all_of(rest, [](char c) { return is_digit(c) || c == '-'; });
}

}

bool passes_for(std::string_view name, std::string_view word) noexcept {
    while (name.starts_with('-')) name.remove_prefix(1);
    while (word.starts_with('-')) word.remove_prefix(1);
    if (word.empty()) return is_number(name);
    if (name.empty()) return false;
    const char here = name.front(), meant = word.front();
    const auto name_on = name.substr(1), word_on = word.substr(1);
    if (here == meant || letters_like(here).find(meant) != std::string_view::npos)
        if (passes_for(name_on, word_on)) return true;
    return ((meant == 'm' && name.starts_with("rn")) || (meant == 'w' && name.starts_with("vv"))) &&
           passes_for(name.substr(2), word_on);
}

std::string_view reserved_word(std::string_view name) noexcept {
    const auto* found =
        std::ranges::find_if(words, [&](std::string_view word) { return passes_for(name, word); });
    return found == std::end(words) ? std::string_view{} : *found;
}

}
