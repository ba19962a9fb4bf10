#include "resolution/resolution.hpp"
#include "domain/subdomain.hpp"

namespace nucleus::tenants {

namespace {

/// How often a tenant is read again because something was dropped meanwhile.
constexpr int most_reads = 5;

/// When a client should come back whose tenant is being changed.
constexpr std::chrono::seconds soon{5};

/// Whether the header means this tenant, too.
bool names(std::string_view header, const known_tenant& t) {
    if (header.empty()) return true;
    if (const auto id = uuid::parse(header)) return *id == t.id;
    return folded(header) == t.facts->subdomain;
}

void lead(request_context& rc, const known_tenant& t) {
    rc.schema = t.facts->schema;
    rc.tenant = t.facts->id;
    rc.facts = t.facts;
}

}

resolution::resolution(const live_settings& settings, workers& w, bus& b, pg::database& database,
                       schema_versions& versions, std::string home)
    : settings_{settings}
    , workers_{w}
    , bus_{b}
    , database_{database}
    , versions_{versions}
    , home_{std::move(home)} {
    caches_.resize(w.count());
    alike_.publish(std::make_shared<const std::string>(schema_version{}.alike));
}

void resolution::listen() {
    bus_.subscribe(
        std::string{tenant_topic},
        [this](std::string_view payload) {
            const auto id = uuid::parse(payload);
            if (!id) return forget_all();
            workers_.post_everywhere([this, id](std::size_t i) { caches_.mine(i).drop(*id); });
        },
        [this] { forget_all(); });
}

resolution::named resolution::names_in(const request_context& rc, const settings& s) const {
    named n;
    std::string_view host;
    for (const auto& h : rc.request.headers) {
        if (http::same_name(h.name, "host"))
            host = h.value;
        else if (http::same_name(h.name, s.header) && !h.value.empty()) {
            n.torn = n.torn || (!n.header.empty() && folded(n.header) != folded(h.value));
            n.header = h.value;
        }
    }
    n.by_host = subdomain_in(host, s.hosts);
    const bool both = !n.by_host.empty() && !n.header.empty();
    n.torn = n.torn || (both && !uuid::parse(n.header) && folded(n.header) != n.by_host);
    return n;
}

known_tenant_ptr resolution::remembered(const request_context& rc, const named& n) {
    if (!bus_.trusted()) return nullptr;
    const auto& cache = caches_.mine(rc.worker);
    if (!n.by_host.empty()) return cache.by_name(n.by_host);
    if (const auto id = uuid::parse(n.header)) return cache.by_id(*id);
    return cache.by_name(folded(n.header));
}

bool resolution::recall(request_context& rc) noexcept {
    const auto s = settings_.now();
    const auto n = names_in(rc, *s);
    if (n.by_host.empty() && n.header.empty()) return true; // the first schema
    if (n.torn) return false;
    const auto known = remembered(rc, n);
    if (!known || known->stands != standing::open || !names(n.header, *known)) return false;
    lead(rc, *known);
    return true;
}

/// What was read before the last drop may be what was dropped: it is read again.
task<known_tenant_ptr> resolution::load(request_context& rc, const named& n) {
    const auto id = uuid::parse(n.header);
    const auto name = n.by_host.empty() ? folded(n.header) : n.by_host;
    const bool by_id = n.by_host.empty() && id;
    // Whatever bytes these are, the database need not see them.
    if (!by_id && !is_well_formed(name)) co_return nullptr;
    for (int reads = 0; reads < most_reads; ++reads) {
        const auto before = caches_.mine(rc.worker).drops().count();
        const auto s = settings_.now();
        const auto alike = alike_.now();
        const pg::call call{home_, rc.deadline};
        std::optional<featured_tenant> found;
        if (by_id)
            found = co_await find_by_id(*rc.database, call, *id, *alike);
        else
            found = co_await find_by_name(*rc.database, call, name, *alike);
        if (!found) co_return nullptr;
        auto& cache = caches_.mine(rc.worker);
        if (cache.drops().since(before, found->of.id)) continue;
        const known_tenant fresh{found->of.id, standing_of(found->of, found->has_tables),
                                 facts_of(*s, found->of, found->features)};
        auto known = std::make_shared<const known_tenant>(fresh);
        if (bus_.trusted() && known->stands != standing::unknown) cache.keep(known);
        co_return known;
    }
    throw failure{nucleus::errors::overloaded};
}

task<result<void>> resolution::find(request_context& rc) {
    const auto s = settings_.now();
    const auto n = names_in(rc, *s);
    if (n.by_host.empty() && n.header.empty()) co_return result<void>{};
    if (n.torn) co_return nucleus::errors::tenant_conflict;
    auto known = remembered(rc, n);
    if (!known) known = co_await load(rc, n);
    if (known && !names(n.header, *known)) co_return nucleus::errors::tenant_conflict;
    if (!known || known->stands == standing::unknown) co_return nucleus::errors::unknown_tenant;
    if (known->stands == standing::shut) co_return nucleus::errors::tenant_suspended;
    if (known->stands == standing::outdated) {
        error e{nucleus::errors::tenant_updating};
        e.retry_after = soon;
        co_return e;
    }
    lead(rc, *known);
    co_return result<void>{};
}

task<std::vector<std::string>> resolution::schemas() {
    const auto version = co_await versions_.current();
    auto names = co_await schemas_of(database_, {home_}, version.alike);
    co_return names;
}

void resolution::expect(const schema_version& version) {
    const auto before = alike_.now();
    if (before && *before == version.alike) return;
    alike_.publish(std::make_shared<const std::string>(version.alike));
    forget_all();
}

task<void> resolution::take_stock() {
    const auto version = co_await versions_.current_anew();
    expect(version);
    const auto counts = co_await count_outdated(database_, {home_}, version.number);
    waiting_ = counts.waiting;
    failed_ = counts.failed;
}

void resolution::forget_all() {
    workers_.post_everywhere([this](std::size_t i) { caches_.mine(i).drop_all(); });
}

task<void> resolution::forget_everybody() {
    co_await workers_.everywhere([this](std::size_t i) { caches_.mine(i).drop_all(); });
}

task<void> resolution::forget(uuid id) {
    std::function<void(std::size_t)> drop = [this, id](std::size_t i) { caches_.mine(i).drop(id); };
    co_await workers_.everywhere(drop);
}

}
