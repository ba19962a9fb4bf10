#include "identity/sessions.hpp"
#include "domain/access_token.hpp"
#include "identity/answers.hpp"
#include "store/session_store.hpp"

namespace nucleus::auth {

namespace {

/// How often a session is read again because something was dropped meanwhile.
constexpr int most_reads = 5;

std::optional<access_claims> verified(const settings& s, std::string_view token,
                                      const request_context& rc) {
    auto payload = s.signer->verify(token);
    if (!payload && s.previous_signer) payload = s.previous_signer->verify(token);
    if (!payload) return std::nullopt;
    return read_claims(*payload, rc.now, rc.tenant, s.authentication.access_token);
}

std::string me_of(const signed_in_details& d) {
    auto owned = json::read<belongings>(d.belongings).value();
    me_data me;
    me.user = shown(d.in.who);
    me.profile = std::move(owned.profile);
    me.roles = d.in.who.may.roles;
    me.claims = d.in.who.may.claims;
    for (const auto& s : d.in.who.may.scopes) me.claims.push_back(s.claim);
    std::ranges::sort(me.claims);
    me.addresses = std::move(owned.addresses);
    me.phones = std::move(owned.phones);
    me.files = std::move(owned.files);
    me.session = shown(d.in.of, true);
    return json::to_text(me);
}

principal_ptr principal_of(const signed_in& in, const std::string& tenant) {
    auto p = std::make_shared<principal>();
    p->user_id = in.who.id;
    p->session_id = in.of.id;
    p->is_god = in.who.is_god;
    p->tenant = tenant;
    p->roles = in.who.may.roles;
    p->claims = in.who.may.claims;
    for (const auto& s : in.who.may.scopes) p->scopes.push_back({s.claim, s.filters});
    return p;
}

}

sessions::sessions(const live_settings& settings, workers& w, bus& b, std::string cookie_name)
    : settings_{settings}
    , workers_{w}
    , bus_{b}
    , cookie_name_{std::move(cookie_name)} {
    caches_.resize(w.count());
}

void sessions::listen() {
    const auto drop_all = [this] { forget_all(); };
    bus_.subscribe(
        std::string{session_topic},
        [this, drop_all](std::string_view payload) {
            const auto id = uuid::parse(payload);
            if (!id) return drop_all();
            workers_.post_everywhere([this, id](std::size_t i) { caches_.mine(i).drop(*id); });
        },
        drop_all);
    bus_.subscribe(
        std::string{rights_topic}, [drop_all](std::string_view) { drop_all(); }, drop_all);
}

principal_ptr sessions::cached(request_context& rc, credential c) noexcept {
    if (c.as == credential::kind::api_key || !bus_.trusted()) return nullptr;
    const auto known = caches_.mine(rc.worker).by_token(c.token, rc.now);
    // A token is only good in the tenant that issued it.
    return known && known->caller->tenant == rc.tenant ? known->caller : nullptr;
}

task<result<principal_ptr>> sessions::authenticate(request_context& rc, credential c) {
    if (c.as == credential::kind::api_key) co_return nucleus::errors::unauthenticated;
    const auto before = caches_.mine(rc.worker).drops();
    const auto s = settings_.now();
    const auto claims = verified(*s, c.token, rc);
    if (!claims) co_return nucleus::errors::unauthenticated;
    const auto known = co_await find(rc, claims->sid);
    if (!known || known->who.id != claims->sub) co_return nucleus::errors::unauthenticated;
    const instant expires{std::chrono::seconds{claims->exp}};
    auto& cache = caches_.mine(rc.worker);
    if (cache.drops() == before) cache.keep_token(c.token, claims->sid, expires);
    co_return known->caller;
}

known_session_ptr sessions::recall(const request_context& rc, const uuid& id) {
    return bus_.trusted() ? caches_.mine(rc.worker).by_id(id, rc.now) : nullptr;
}

task<known_session_ptr> sessions::find(request_context& rc, const uuid& id) {
    if (auto known = recall(rc, id); known && known->caller->tenant == rc.tenant) co_return known;
    auto loaded = co_await load(rc, id);
    co_return loaded;
}

/// What was read before the last drop may be what was dropped: it is read again.
task<known_session_ptr> sessions::load(request_context& rc, const uuid& id) {
    for (int reads = 0; reads < most_reads; ++reads) {
        const auto before = caches_.mine(rc.worker).drops();
        const auto s = settings_.now();
        const auto idle = s->authentication.sessions.idle_timeout;
        auto found = co_await find_details(*rc.database, {rc.schema, rc.deadline}, id);
        auto& cache = caches_.mine(rc.worker);
        if (cache.drops() != before) continue;
        if (!found || !found->in.who.is_active || !is_live(found->in.of, rc.now, idle))
            co_return nullptr;
        if (!s->authorization.enabled) found->in.who.may = {};
        auto known = std::make_shared<known_session>();
        known->me = me_of(*found);
        known->caller = principal_of(found->in, rc.tenant);
        known->ends = ends_at(found->in.of, idle);
        known->of = std::move(found->in.of);
        known->who = std::move(found->in.who);
        if (bus_.trusted()) cache.keep(known);
        co_return known;
    }
    throw failure{nucleus::errors::overloaded};
}

void sessions::forget_all() {
    workers_.post_everywhere([this](std::size_t i) { caches_.mine(i).drop_all(); });
}

task<void> sessions::forget_everybody() {
    co_await workers_.everywhere([this](std::size_t i) { caches_.mine(i).drop_all(); });
}

task<void> sessions::forget(std::vector<uuid> ids) {
    if (ids.empty()) co_return;
    std::function<void(std::size_t)> drop = [this, &ids](std::size_t i) {
        for (const auto& id : ids) caches_.mine(i).drop(id);
    };
    co_await workers_.everywhere(drop);
}

}
