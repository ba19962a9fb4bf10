#include "domain/access_token.hpp"
#include <nucleus/crypto/digest.hpp>
#include <nucleus/json/json.hpp>

namespace nucleus::auth {

namespace {

/// Browsers drop cookies of more than 4,096 bytes; what else is in a token takes less than 800, and
/// base64url makes 4 bytes of 3.
constexpr std::size_t most_embedded = 2200;

std::int64_t seconds_of(instant t) {
    return std::chrono::floor<std::chrono::seconds>(t).time_since_epoch().count();
}

std::size_t size_of(const std::vector<std::string>& texts) {
    std::size_t total = 0;
    for (const auto& t : texts) total += t.size() + 3; // quotes and comma
    return total;
}

std::optional<std::string> given(std::string_view text) {
    return text.empty() ? std::nullopt : std::optional<std::string>{text};
}

}

access_claims make_claims(const account& who, const session& of, std::string_view tenant,
                          instant now, const access_token_config& rules, claims_mode mode) {
    access_claims c;
    c.sub = who.id;
    c.sid = of.id;
    c.tid = given(tenant);
    c.roles = who.may.roles;
    const bool fits = size_of(who.may.claims) + size_of(who.may.roles) <= most_embedded;
    if (mode == claims_mode::embed && fits)
        c.claims = who.may.claims;
    else
        c.cv = version_of(who.may);
    c.amr.emplace_back(of.login_method == "password" ? "pwd" : of.login_method);
    if (of.impersonator_id) c.act = actor_claim{*of.impersonator_id};
    c.iat = seconds_of(now);
    c.exp = seconds_of(std::min<instant>(now + rules.expires_in, of.expires_at));
    c.iss = given(rules.issuer);
    c.aud = given(rules.audience);
    return c;
}

std::string payload_of(const access_claims& c) { return json::to_text(c); }

std::optional<access_claims> read_claims(std::string_view payload, instant now,
                                         std::string_view tenant,
                                         const access_token_config& rules) {
    auto c = json::read<access_claims>(payload);
    if (!c || seconds_of(now) >= c->exp) return std::nullopt;
    if (c->tid != given(tenant) || c->iss != given(rules.issuer) || c->aud != given(rules.audience))
        return std::nullopt;
    return std::move(*c);
}

std::string version_of(const rights& r) {
    std::string all;
    for (const auto* list : {&r.roles, &r.claims}) {
        for (const auto& text : *list) all.append(text).append(1, '\n');
        all.append(1, '\0');
    }
    for (const auto& s : r.scopes) {
        all.append(s.claim).append(1, '\0');
        for (const auto& f : s.filters) all.append(f).append(1, '\0');
    }
    return crypto::hex(crypto::sha256(all)).substr(0, 16);
}

}
