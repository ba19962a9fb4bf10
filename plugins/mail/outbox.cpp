#include "outbox.hpp"
#include "domain/purposes.hpp"
#include <nucleus/crypto/digest.hpp>
#include <nucleus/crypto/sealing.hpp>
#include <nucleus/json/json.hpp>
#include <nucleus/services/tenancy.hpp>
#include <stdexcept>

namespace nucleus::mailing {

NUCLEUS_DESCRIBE(sealed_content, (token, "Of the link"), (values, "Of the template"),
                 (tenant, "It comes from"))

namespace {

/// Of a mail that does not say when it expires.
constexpr std::chrono::days shelf_life{7};

void require_sound(const mail& m) {
    const auto* p = find_purpose(m.purpose);
    if (!p) throw std::invalid_argument("there is no mail for " + m.purpose);
    if (p->linked() == m.token.empty())
        throw std::invalid_argument("a mail for " + m.purpose +
                                    (p->linked() ? " needs a token" : " has no link for a token"));
    if (!is_address(m.to)) throw std::invalid_argument("a mail to what is no address");
}

}

std::string seal_content(const settings& s, const uuid& id, const mail& m,
                         std::string_view tenant) {
    const std::map<std::string, std::string> values{m.values.begin(), m.values.end()};
    std::string text;
    json::writer w{text};
    w.begin_object().key("token").value(m.token.reveal()).key("values").begin_object();
    for (const auto& [name, value] : values) w.key(name).value(value);
    w.end_object();
    if (!tenant.empty()) w.key("tenant").value(tenant);
    w.end_object();
    return crypto::base64url(crypto::seal(s.key, text, id.text()));
}

std::optional<sealed_content> open_content(const settings& s, const uuid& id,
                                           std::string_view data) {
    const auto sealed = crypto::from_base64url(data);
    if (!sealed) return std::nullopt;
    auto text = crypto::open_sealed(s.key, *sealed, id.text());
    if (!text && !s.previous_key.empty())
        text = crypto::open_sealed(s.previous_key, *sealed, id.text());
    if (!text) return std::nullopt;
    auto content = json::read<sealed_content>(*text);
    if (!content) return std::nullopt;
    return std::move(*content);
}

task<void> outbox::send(pg::transaction& tx, const mail& m) {
    require_sound(m);
    const auto s = settings_.now();
    outbox_row row{
        uuid::v7(), m.to, m.purpose, {}, m.expires_at.value_or(clock{}.now() + shelf_life)};
    const auto* tenants = services_.find<tenancy>();
    row.data = seal_content(*s, row.id, m, tenants ? tenants->subdomain_of(tx.schema()) : "");
    co_await writer_.insert(tx, row);
}

}
