#include "store/archived_tenant.hpp"
#include "store/tenant_store.hpp"
#include <nucleus/json/json.hpp>

namespace nucleus::tenants {

namespace {

constexpr pg::statement select_tenant{"tenants.archive.tenant", R"(
SELECT t.schema_name, CASE WHEN t.status IN ('active', 'suspended') THEN coalesce(
    (SELECT v.tables FROM {schema}.tenant_versions v WHERE v.number = t.version), '') ELSE '' END, now(), t.id, t.subdomain, t.company_id, t.god_admin_email, coalesce(t.plan, ''),
  t.company_name, t.max_users, coalesce(t.settings, '{}'), coalesce(t.trusted_sources, '[]'),
  (SELECT coalesce(jsonb_agg(jsonb_build_object('name', feature_name, 'enabled', enabled, 'config',
      coalesce(config, '{}')) ORDER BY feature_name), '[]')
    FROM {schema}.tenant_features f WHERE f.tenant_id = t.id AND f.is_active)
FROM {schema}.tenants t WHERE t.id = $1::uuid)"};

constexpr pg::statement complete_row{"tenants.restore.tenant", R"(
UPDATE {schema}.tenants SET settings = $2::jsonb, trusted_sources = $3::jsonb, admin_password_hash = NULL,
  attempts = $4::int, claimed_until = now() + $5::int * interval '1 second'
WHERE id = $1::uuid)"};

constexpr pg::statement add_features{"tenants.restore.features", R"(
INSERT INTO {schema}.tenant_features (tenant_id, feature_name, enabled, config)
SELECT $1::uuid, f.name, f.enabled, f.config
FROM jsonb_to_recordset($2::jsonb) AS f(name text, enabled boolean, config jsonb))"};

std::string text_of(const std::vector<archived_feature>& features) {
    std::string text;
    json::writer w{text};
    w.begin_array();
    for (const auto& f : features) json::write(w, f);
    w.end_array();
    return text;
}

std::string where_from(const tenant_manifest& m, std::int64_t rows) {
    std::string data;
    json::writer w{data};
    w.begin_object().key("subdomain");
    w.value(m.subdomain).key("exportedAt");
    w.value(m.exported_at).key("rows");
    w.value(rows).end_object();
    return data;
}

}

task<std::optional<described_tenant>> describe_tenant(pg::transaction& tx, const uuid& id) {
    pg::parameters p{id};
    const auto r = co_await tx.run(select_tenant, std::move(p));
    if (r.empty()) co_return std::nullopt;
    const auto text = [&](std::size_t c) { return std::string{r.text(0, c)}; };
    described_tenant t;
    auto& m = t.manifest;
    t.schema = text(0), m.version = text(1);
    m.exported_at = format_instant(r.time(0, 2));
    m.id = text(3), m.subdomain = text(4), m.company_id = text(5);
    m.god_admin_email = text(6), m.plan = text(7), m.company_name = r.text_or_null(0, 8);
    if (!r.null(0, 9)) m.max_users = static_cast<int>(r.integer(0, 9));
    m.settings.text = text(10), m.trusted_sources.text = text(11);
    m.features = json::read_list<archived_feature>(r.text(0, 12)).value();
    co_return t;
}

task<std::optional<tenant_claim>> add_restored(pg::transaction& tx, const tenant_manifest& m,
                                               std::string_view subdomain, std::string_view schema,
                                               const performer& by) {
    new_tenant n;
    n.id = uuid::v7();
    n.company_id = uuid::parse(m.company_id).value_or(uuid::v7());
    n.subdomain = subdomain, n.schema_name = schema;
    n.company_name = m.company_name.value_or("");
    n.admin_email = m.god_admin_email, n.plan = m.plan, n.max_users = m.max_users;
    n.seed = false; // its rows are in the archive
    const bool added = co_await add_tenant(tx, n, by);
    if (!added) co_return std::nullopt;
    pg::parameters p{n.id, m.settings.text, m.trusted_sources.text, past_all_attempts,
                     static_cast<int>(claim_lease.count())};
    co_await tx.run(complete_row, std::move(p));
    pg::parameters f{n.id, text_of(m.features)};
    co_await tx.run(add_features, std::move(f));
    co_return tenant_claim{n.id, n.subdomain, n.schema_name, past_all_attempts};
}

task<void> note_restored(pg::transaction& tx, std::string_view home, const uuid& id,
                         const tenant_manifest& m, std::int64_t rows, const performer& by) {
    const auto data = where_from(m, rows);
    co_await add_event(tx, home, id, "restored", data, by);
}

task<void> note_exported(pg::transaction& tx, const uuid& id, const performer& by) {
    co_await add_event(tx, tx.schema(), id, "exported", "{}", by);
}

}
