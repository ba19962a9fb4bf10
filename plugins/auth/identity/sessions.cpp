#include "identity/sessions.hpp"
#include "domain/access_token.hpp"
#include "domain/approval.hpp"
#include "domain/impersonation.hpp"
#include "domain/one_time_token.hpp"
#include "errors.hpp"
#include "identity/answers.hpp"
#include "identity/token_session.hpp"
#include "store/api_key_store.hpp"
#include "store/session_store.hpp"
#include <nucleus/catalog.hpp>
#include <nucleus/crypto/digest.hpp>

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

/// `session` is null for an API key.
std::string me_of(const account& who, std::string_view belongs, const session* in,
                  const account* actor) {
    auto owned = json::read<belongings>(belongs).value();
    me_data me;
    me.user = shown(who);
    me.profile = std::move(owned.profile);
    me.roles = who.may.roles;
    me.claims = who.may.claims;
    for (const auto& s : who.may.scopes) me.claims.push_back(s.claim);
    std::ranges::sort(me.claims);
    me.addresses = std::move(owned.addresses);
    me.phones = std::move(owned.phones);
    me.files = std::move(owned.files);
    if (in) me.session = shown(*in, true);
    if (actor) me.impersonator = impersonator_info{actor->id, actor->email};
    return json::to_text(me);
}

std::shared_ptr<principal> principal_of(const account& who, const std::string& tenant) {
    auto p = std::make_shared<principal>();
    p->user_id = who.id;
    p->is_god = who.is_god;
    p->tenant = tenant;
    p->roles = who.may.roles;
    p->claims = who.may.claims;
    for (const auto& s : who.may.scopes) p->scopes.push_back({s.claim, s.filters});
    return p;
}

instant no_later_than_cohort(instant ends, const account& who) {
    return who.cohort_ends && !who.is_god ? std::min(ends, *who.cohort_ends) : ends;
}

/// `actor`: who impersonates the user, else null.
known_session_ptr known_from(signed_in_details&& d, const request_context& rc,
                             std::optional<std::chrono::milliseconds> idle, const account* actor) {
    auto known = std::make_shared<known_session>();
    known->me = me_of(d.in.who, d.belongings, &d.in.of, actor);
    known->schema = rc.schema;
    auto caller = principal_of(d.in.who, rc.tenant);
    caller->session_id = d.in.of.id;
    caller->impersonator_id = d.in.of.impersonator_id;
    known->caller = std::move(caller);
    known->ends = no_later_than_cohort(ends_at(d.in.of, idle), d.in.who);
    known->of = std::move(d.in.of);
    known->who = std::move(d.in.who);
    return known;
}

/// Whether whoever impersonates the user still may; what they have not got themselves is taken out.
bool may_go_on(signed_in& in, const known_session_ptr& behind) {
    if (!behind || behind->who.id != in.of.impersonator_id || in.who.is_god ||
        !behind->caller->has(impersonation_claim))
        return false;
    in.who.may = shared_with(in.who.may, *behind->caller);
    return true;
}

/// The key's owner with what the key may do.
known_session_ptr known_from(key_holder&& h, const uuid& id, const request_context& rc) {
    auto known = std::make_shared<known_session>();
    known->schema = rc.schema;
    known->ends = no_later_than_cohort(h.expires_at.value_or(instant::max()), h.owner);
    auto may = rights_of_key(h.lists, h.rights);
    h.owner.is_god = may.is_god;
    h.owner.may = std::move(may.may);
    known->me = me_of(h.owner, h.belongings, nullptr, nullptr);
    auto caller = principal_of(h.owner, rc.tenant);
    caller->as = principal::kind::api_key;
    caller->api_key_id = id;
    known->caller = std::move(caller);
    known->of.id = id;
    known->of.user_id = h.owner.id;
    known->who = std::move(h.owner);
    return known;
}

}

sessions::sessions(const live_settings& settings, workers& w, bus& b, std::string cookie_name)
    : settings_{settings}
    , workers_{w}
    , bus_{b}
    , cookie_name_{std::move(cookie_name)}
    , uses_{w} {
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
        std::string{rights_topic},
        [this](std::string_view schema) {
            workers_.post_everywhere([this, schema = std::string{schema}](std::size_t i) {
                caches_.mine(i).drop_schema(schema);
            });
        },
        drop_all);
}

principal_ptr sessions::cached(request_context& rc, credential c) noexcept {
    if (!bus_.trusted()) return nullptr;
    const auto known = standing(rc, caches_.mine(rc.worker).by_token(rc.schema, c.token, rc.now));
    // A token is only good in the tenant that issued it.
    if (!known || known->caller->tenant != rc.tenant) return nullptr;
    const bool key = known->caller->as == principal::kind::api_key;
    if (key != (c.as == credential::kind::api_key)) return nullptr;
    if (key) uses_.count(rc, known->of.id);
    return known->caller;
}

task<result<principal_ptr>> sessions::authenticate(request_context& rc, credential c) {
    if (c.as == credential::kind::api_key) {
        auto caller = co_await authenticate_key(rc, c.token);
        co_return caller;
    }
    const auto before = caches_.mine(rc.worker).moment_of(rc.schema);
    const auto s = settings_.now();
    const auto claims = verified(*s, c.token, rc);
    if (!claims) co_return nucleus::errors::unauthenticated;
    const auto known = co_await find(rc, claims->sid);
    if (!known || known->who.id != claims->sub) co_return nucleus::errors::unauthenticated;
    const instant expires{std::chrono::seconds{claims->exp}};
    auto& cache = caches_.mine(rc.worker);
    if (!cache.dropped_since(before, rc.schema, claims->sid))
        cache.keep_token(rc.schema, c.token, claims->sid, expires);
    co_return known->caller;
}

task<error> sessions::turn_away(request_context& rc) {
    const auto& told = rc.endpoint->errors;
    const bool may_tell = std::ranges::any_of(told, [](const error_kind* kind) {
        return kind->code == errors::session_pending_approval.code;
    });
    const auto s = settings_.now();
    const auto token = rc.request.cookie(s->authentication.cookies.refresh_name);
    if (!may_tell || token.empty()) co_return nucleus::errors::unauthenticated;
    const auto found = co_await find_token_session(*s, rc, token);
    if (found && approval_of(found->in.of, rc.now) == approval::pending)
        co_return errors::session_pending_approval;
    co_return nucleus::errors::unauthenticated;
}

known_session_ptr sessions::recall(const request_context& rc, const uuid& id) {
    return bus_.trusted() ? standing(rc, caches_.mine(rc.worker).by_id(rc.schema, id, rc.now))
                          : nullptr;
}

/// An impersonated session is known as long as the one behind it is.
known_session_ptr sessions::standing(const request_context& rc, known_session_ptr known) {
    if (!known || !known->of.impersonator_session_id) return known;
    const auto& behind = *known->of.impersonator_session_id;
    return caches_.mine(rc.worker).by_id(rc.schema, behind, rc.now) ? known : nullptr;
}

task<known_session_ptr> sessions::find(request_context& rc, const uuid& id) {
    if (auto known = recall(rc, id); known && known->caller->tenant == rc.tenant) co_return known;
    auto loaded = co_await load(rc, id);
    co_return loaded;
}

/// What was read before the last drop may be what was dropped: it is read again.
task<known_session_ptr> sessions::load(request_context& rc, const uuid& id) {
    for (int reads = 0; reads < most_reads; ++reads) {
        const auto before = caches_.mine(rc.worker).moment_of(rc.schema);
        const auto s = settings_.now();
        const auto idle = s->authentication.sessions.idle_timeout;
        auto found = co_await find_details(*rc.database, {rc.schema, rc.deadline}, id);
        known_session_ptr behind;
        if (found && found->in.of.impersonator_session_id)
            behind = co_await find(rc, *found->in.of.impersonator_session_id);
        auto& cache = caches_.mine(rc.worker);
        if (cache.dropped_since(before, rc.schema, id)) continue;
        if (!found || !found->in.who.is_active || found->in.who.shut_out(rc.now) ||
            !is_live(found->in.of, rc.now, idle))
            co_return nullptr;
        if (!s->authorization.enabled) found->in.who.may = {};
        const bool lent = found->in.of.impersonator_id.has_value();
        const bool lends = s->authentication.impersonation.enabled;
        if (lent && (!lends || !may_go_on(found->in, behind))) co_return nullptr;
        auto known = known_from(std::move(*found), rc, idle, behind ? &behind->who : nullptr);
        if (bus_.trusted()) cache.keep(known);
        co_return known;
    }
    throw failure{nucleus::errors::overloaded};
}

task<known_session_ptr> sessions::find_caller(request_context& rc) {
    const auto& who = *rc.caller;
    auto known = who.as == principal::kind::api_key
                     ? co_await load_key(rc, who.api_key_id, std::nullopt)
                     : co_await find(rc, who.session_id);
    co_return known;
}

task<result<principal_ptr>> sessions::authenticate_key(request_context& rc, std::string_view key) {
    const auto id = api_key_id(key);
    if (!id || !settings_.now()->authentication.api_keys.enabled)
        co_return nucleus::errors::unauthenticated;
    const auto known = co_await load_key(rc, *id, key);
    if (!known) co_return nucleus::errors::unauthenticated;
    uses_.count(rc, *id);
    co_return known->caller;
}

/// As load(): null when `key` is not the one of that id, or it is over.
task<known_session_ptr> sessions::load_key(request_context& rc, const uuid& id,
                                           std::optional<std::string_view> key) {
    for (int reads = 0; reads < most_reads; ++reads) {
        const auto before = caches_.mine(rc.worker).moment_of(rc.schema);
        auto found = co_await find_key_holder(*rc.database, {rc.schema, rc.deadline}, id);
        auto& cache = caches_.mine(rc.worker);
        if (cache.dropped_since(before, rc.schema, id)) continue;
        if (!found || (key && !crypto::equal(found->hash, token_hash(*key)))) co_return nullptr;
        if (found->expires_at && rc.now >= *found->expires_at) co_return nullptr;
        if (found->owner.shut_out(rc.now)) co_return nullptr;
        if (!settings_.now()->authorization.enabled) {
            found->rights.grants.clear();
            found->rights.roles.clear();
        }
        auto known = known_from(std::move(*found), id, rc);
        if (bus_.trusted()) {
            cache.keep(known);
            if (key) cache.keep_token(rc.schema, *key, id, known->ends);
        }
        co_return known;
    }
    throw failure{nucleus::errors::overloaded};
}

void sessions::forget_all() {
    workers_.post_everywhere([this](std::size_t i) { caches_.mine(i).drop_all(); });
}

task<void> sessions::forget_everybody(std::string schema) {
    std::function<void(std::size_t)> drop = [this, &schema](std::size_t i) {
        caches_.mine(i).drop_schema(schema);
    };
    co_await workers_.everywhere(drop);
}

task<void> sessions::forget(std::vector<uuid> ids) {
    if (ids.empty()) co_return;
    std::function<void(std::size_t)> drop = [this, &ids](std::size_t i) {
        for (const auto& id : ids) caches_.mine(i).drop(id);
    };
    co_await workers_.everywhere(drop);
}

}
