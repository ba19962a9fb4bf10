#include "consumer/consumer.hpp"
#include "domain/api_key.hpp"
#include "identity/settings.hpp"
#include <algorithm>

namespace nucleus::auth {

namespace {

/// Of a token that has to speak for itself: its scoped claims are not in it.
caller_rights rights_in(const access_claims& c) {
    caller_rights all{c.sub, false, c.roles, c.claims.value_or(std::vector<std::string>{}), {}};
    all.is_god = std::ranges::find(c.roles, "godmin") != c.roles.end();
    if (c.act) all.impersonator_id = c.act->sub;
    std::ranges::sort(all.claims);
    return all;
}

std::shared_ptr<principal> principal_of(caller_rights all, const std::string& tenant,
                                        bool authorization) {
    auto p = std::make_shared<principal>();
    p->user_id = all.user_id;
    p->is_god = all.is_god;
    p->impersonator_id = all.impersonator_id;
    p->tenant = tenant;
    if (!authorization) return p;
    p->roles = std::move(all.roles);
    p->claims = std::move(all.claims);
    for (auto& s : all.scopes) p->scopes.push_back({std::move(s.claim), std::move(s.filters)});
    return p;
}

std::optional<std::string> payload_of(const token_keys& keys, std::string_view token) {
    for (const auto& key : keys)
        if (auto payload = key->verify(token)) return payload;
    return std::nullopt;
}

}

std::shared_ptr<const consumer::settings> consumer::make(const config_snapshot& config) {
    auto s = std::make_shared<settings>();
    s->authentication = config.get<authentication_config>("authentication");
    s->authorization = config.get<authorization_config>("authorization").enabled;
    s->key = consumer_key(config);
    return s;
}

consumer::consumer(const config_snapshot& config, workers& w)
    : workers_{w} {
    auto s = make(config);
    cookie_name_ = s->authentication.cookies.access_name;
    if (const auto& url = s->authentication.idp_url; !url.empty()) idp_.emplace(url, w);
    settings_.publish(std::move(s));
    memories_.resize(w.count());
}

void consumer::reconfigure(const config_snapshot& config) {
    settings_.publish(make(config));
    workers_.post_everywhere([this](std::size_t i) { memories_.mine(i) = {}; });
}

task<void> consumer::close() {
    if (idp_) co_await idp_->close();
}

const consumer::known* consumer::recall(const request_context& rc, std::string_view token) {
    auto& mine = memories_.mine(rc.worker);
    const auto* found = mine.by_token.find(token);
    if (!found) found = mine.refused.find(token);
    return found != nullptr && rc.now < found->until ? found : nullptr;
}

principal_ptr consumer::cached(request_context& rc, credential c) noexcept {
    const auto* found = recall(rc, c.token);
    // A token is only good in the tenant that it was issued for.
    if (!found || !found->caller || found->caller->tenant != rc.tenant) return nullptr;
    const bool key = found->caller->as == principal::kind::api_key;
    return key == (c.as == credential::kind::api_key) ? found->caller : nullptr;
}

task<result<access_claims>> consumer::verify(request_context& rc, const settings& s,
                                             std::string_view token) {
    std::optional<std::string> payload;
    if (s.key) {
        payload = s.key->verify(token);
    } else {
        if (const auto keys = idp_->keys()) payload = payload_of(*keys, token);
        if (!payload) {
            const auto fetched = co_await idp_->fetch_keys(rc);
            if (!fetched) co_return fetched.error();
            const auto keys = idp_->keys();
            if (*fetched && keys) payload = payload_of(*keys, token);
        }
    }
    if (!payload) co_return nucleus::errors::unauthenticated;
    auto claims = read_claims(*payload, rc.now, rc.tenant, s.authentication.access_token);
    if (!claims) co_return nucleus::errors::unauthenticated;
    co_return std::move(*claims);
}

task<result<caller_rights>> consumer::rights(request_context& rc, const access_claims& token_claims,
                                             std::string_view token) {
    if (!idp_) co_return rights_in(token_claims);
    auto all = co_await idp_->rights_of(rc, token);
    if (all && all->user_id != token_claims.sub) co_return nucleus::errors::unauthenticated;
    co_return all;
}

task<result<principal_ptr>> consumer::authenticate(request_context& rc, credential c) {
    if (c.as == credential::kind::api_key) {
        auto caller = co_await authenticate_key(rc, c.token);
        co_return caller;
    }
    const auto s = settings_.now();
    const auto token_claims = co_await verify(rc, *s, c.token);
    if (!token_claims) co_return token_claims.error();
    if (const auto* found = recall(rc, c.token); found && !found->caller)
        co_return nucleus::errors::unauthenticated;
    const auto expires = instant{std::chrono::seconds{token_claims->exp}};
    auto until = expires;
    if (idp_) until = std::min(until, rc.now + s->authentication.check_ttl);
    auto all = co_await rights(rc, *token_claims, c.token);
    if (!all) co_return refused(rc, c.token, all.error(), *s, until);
    auto caller = principal_of(std::move(*all), rc.tenant, s->authorization);
    caller->session_id = token_claims->sid;
    co_return keep(rc, c.token, std::move(caller), *s, until);
}

/// Keys are known at the other server only. They do not say of which tenant they are, as tokens do:
/// asked about one without a tenant, that server would vouch for it in all of them.
task<result<principal_ptr>> consumer::authenticate_key(request_context& rc, std::string_view key) {
    const auto id = api_key_id(key);
    if (!id || !idp_ || !rc.tenant.empty()) co_return nucleus::errors::unauthenticated;
    if (const auto* found = recall(rc, key); found && !found->caller)
        co_return nucleus::errors::unauthenticated;
    const auto s = settings_.now();
    const instant until = rc.now + s->authentication.check_ttl;
    auto all = co_await idp_->rights_of(rc, key);
    if (!all) co_return refused(rc, key, all.error(), *s, until);
    auto caller = principal_of(std::move(*all), rc.tenant, s->authorization);
    caller->as = principal::kind::api_key;
    caller->api_key_id = *id;
    co_return keep(rc, key, std::move(caller), *s, until);
}

/// What a reload has emptied stays empty.
principal_ptr consumer::keep(const request_context& rc, std::string_view token,
                             principal_ptr caller, const settings& asked_with, instant until) {
    if (&asked_with != settings_.now().get()) return caller;
    auto& mine = memories_.mine(rc.worker);
    auto& kept = caller ? mine.by_token : mine.refused;
    (caller ? mine.refused : mine.by_token).erase(std::string{token});
    kept.put(std::string{token}, {caller, until});
    return caller;
}

error consumer::refused(const request_context& rc, std::string_view token, error why,
                        const settings& asked_with, instant until) {
    if (why.is(nucleus::errors::unauthenticated)) keep(rc, token, nullptr, asked_with, until);
    return why;
}

}
