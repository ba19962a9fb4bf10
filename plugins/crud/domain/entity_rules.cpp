// Rules across fields of the section `entities`: every fault of every entity, with its place.
#include "domain/column_rules.hpp"
#include "domain/naming.hpp"
#include <algorithm>
#include <nucleus/describe.hpp>
#include <nucleus/suggestion.hpp>
#include <regex>
#include <set>

namespace nucleus::crud {

namespace {

// data.md, and what plugins keep for themselves.
constexpr std::string_view system_tables[]{"users",
                                           "profiles",
                                           "roles",
                                           "claims",
                                           "user_roles",
                                           "role_claims",
                                           "addresses",
                                           "phones",
                                           "files",
                                           "user_cohorts",
                                           "notifications",
                                           "audit_logs",
                                           "tenants",
                                           "tenant_events",
                                           "tenant_features",
                                           "user_sessions",
                                           "trusted_devices",
                                           "password_reset_tokens",
                                           "api_keys",
                                           "magic_link_tokens",
                                           "webauthn_credentials",
                                           "oauth_accounts",
                                           "webauthn_challenges",
                                           "invitations",
                                           "login_failures",
                                           "config_overrides",
                                           "config_revisions",
                                           "mail_outbox",
                                           "idempotency_keys",
                                           "metric_samples",
                                           "verification_flows",
                                           "verification_steps",
                                           "verification_edges",
                                           "verification_verifier_configs",
                                           "verification_notification_rules",
                                           "verification_notification_recipients",
                                           "verification_notification_channels",
                                           "verification_instances",
                                           "verification_requirements",
                                           "verifications",
                                           "schema_migrations",
                                           "upkeep_rounds"};
constexpr std::string_view own_columns[]{"created_at", "updated_at", "is_active", "created_by",
                                         "updated_by"};

bool is_system(std::string_view table) {
    return std::ranges::find(system_tables, table) != std::end(system_tables);
}
std::string at(const std::string& list, std::size_t i) { return list + "/" + std::to_string(i); }

bool is_number(column_type t) {
    const auto k = facts(t).kind;
    return k == value_kind::integer || k == value_kind::number || k == value_kind::decimal;
}

class section_checker {
public:
    section_checker(const entities_config& all, std::vector<fault>& found)
        : all_{all}
        , found_{found} {}

    void run() {
        std::set<std::string> tables, keys;
        for (std::size_t i = 0; i < all_.entities.size(); ++i) {
            const auto& e = all_.entities[i];
            const auto where = at("/entities", i);
            if (!tables.insert(e.table_name).second)
                add(where + "/table_name", "is declared twice");
            else if (is_system(e.table_name))
                add(where + "/table_name", "is the name of a system table");
            else if (!keys.insert(e.singular_name.empty() ? singular(e.table_name)
                                                          : e.singular_name)
                          .second)
                add(where + "/singularName",
                    "another entity has the same singular: give one of them its own");
            check_entity(e, where);
        }
    }

private:
    void add(std::string path, std::string message) {
        found_.push_back({std::move(path), "invalid", std::move(message)});
    }

    static const column_config* column_of(const entity_config& e, std::string_view name) {
        const auto c = std::ranges::find(e.columns, name, &column_config::name);
        return c == e.columns.end() ? nullptr : &*c;
    }
    static bool has_column(const entity_config& e, std::string_view name) {
        if (column_of(e, name)) return true;
        return e.add_base_columns &&
               (name == "id" || std::ranges::find(own_columns, name) != std::end(own_columns));
    }

    void check_entity(const entity_config& e, const std::string& where) {
        check_names(e, where);
        for (std::size_t i = 0; i < e.columns.size(); ++i) {
            const auto path = at(where + "/columns", i);
            check_column(e.columns[i], path);
            check_rules(e.columns[i], path);
            if (e.columns[i].references) check_reference(e.columns[i], path + "/references");
        }
        if (e.columns.size() > max_columns - 10) add(where + "/columns", "more than 240 columns");
        const auto* id = column_of(e, "id");
        if (!e.add_base_columns &&
            (!id || id->type != column_type::uuid || id->array || !id->not_null))
            add(where + "/columns",
                "without base columns the entity needs a column id: uuid, notNull");
        const auto* owner = column_of(e, e.ownership);
        if (!e.ownership.empty() && e.ownership != "created_by" &&
            (!owner || owner->type != column_type::uuid))
            add(where + "/ownership", "must name a uuid column of this entity");
        if (e.search) check_search(e, where + "/search/columns");
        check_objects(e, where);
    }

    void check_names(const entity_config& e, const std::string& where) {
        std::set<std::string> names, json_names;
        if (e.add_base_columns)
            names.insert("id"), names.insert(std::begin(own_columns), std::end(own_columns));
        names.insert("deleted_at");
        for (const auto& n : names) json_names.insert(detail::camel_case(n));
        for (std::size_t i = 0; i < e.columns.size(); ++i) {
            const auto path = at(where + "/columns", i) + "/name";
            if (!names.insert(e.columns[i].name).second)
                add(path, "there is a column of this name already (base columns and deleted_at are "
                          "added by nucleusd)");
            else if (!json_names.insert(detail::camel_case(e.columns[i].name)).second)
                add(path, "another column has the same name in JSON");
        }
    }

    void check_columns(const entity_config& e, const std::vector<std::string>& names,
                       const std::string& where) {
        for (std::size_t i = 0; i < names.size(); ++i)
            if (!has_column(e, names[i])) add(at(where, i), "this entity has no such column");
    }

    void check_search(const entity_config& e, const std::string& where) {
        check_columns(e, e.search->columns, where);
        for (std::size_t i = 0; i < e.search->columns.size(); ++i) {
            const auto* c = column_of(e, e.search->columns[i]);
            if (c && (!facts(c->type).textual || c->array))
                add(at(where, i), "only text columns are searched");
        }
    }

    void check_objects(const entity_config& e, const std::string& where) {
        std::set<std::string> names;
        const auto named_once = [&](const std::string& name, const std::string& path) {
            if (!names.insert(name).second) add(path + "/name", "is used twice in this entity");
        };
        for (std::size_t i = 0; i < e.indexes.size(); ++i) {
            named_once(e.indexes[i].name, at(where + "/indexes", i));
            check_columns(e, e.indexes[i].columns, at(where + "/indexes", i) + "/columns");
        }
        for (std::size_t i = 0; i < e.constraints.unique.size(); ++i) {
            named_once(e.constraints.unique[i].name, at(where + "/constraints/unique", i));
            check_columns(e, e.constraints.unique[i].columns,
                          at(where + "/constraints/unique", i) + "/columns");
        }
        for (std::size_t i = 0; i < e.constraints.check.size(); ++i)
            named_once(e.constraints.check[i].name, at(where + "/constraints/check", i));
    }

    void check_column(const column_config& c, const std::string& where) {
        const bool text = facts(c.type).textual;
        if (c.length && c.type != column_type::varchar && c.type != column_type::fixed_char)
            add(where + "/length", "only varchar and char have a length");
        if ((c.precision || c.scale) && c.type != column_type::numeric)
            add(where + "/precision", "only numeric has precision and scale");
        if (c.scale && (!c.precision || *c.scale > *c.precision))
            add(where + "/scale", "needs a precision that is at least as large");
        if (!c.enum_values.empty() && !text)
            add(where + "/enumValues", "only text columns have them");
        if (std::set(c.enum_values.begin(), c.enum_values.end()).size() != c.enum_values.size())
            add(where + "/enumValues", "a value is listed twice");
        if (!c.sanitize.empty() && !text) add(where + "/sanitize", "only text is sanitized");
        if (c.searchable && (!text || c.array))
            add(where + "/searchable", "only text columns are searchable");
        if (c.unique && c.array) add(where + "/unique", "an array column cannot be unique");
        if (const auto sql = default_of(c); !sql)
            add(where + "/default", "does not fit the column: " + sql.error().message);
    }

    void check_rules(const column_config& c, const std::string& where) {
        const auto& v = c.validation;
        const auto path = where + "/validation";
        const bool text = facts(c.type).textual;
        if ((v.min || v.max) && !is_number(c.type)) add(path, "min and max are for numbers");
        if (v.min && v.max && *v.min > *v.max) add(path, "min is above max");
        if ((v.min_length || v.max_length || !v.pattern.empty() || v.email || v.url) &&
            (!text || c.array))
            add(path, "minLength, maxLength, pattern, email and url are for text columns");
        if (v.min_length && v.max_length && *v.min_length > *v.max_length)
            add(path, "minLength is above maxLength");
        if (v.email && v.url) add(path, "email and url exclude each other");
        try {
            const std::regex compiles{v.pattern, std::regex::ECMAScript};
        } catch (const std::regex_error&) {
            add(path + "/pattern", "is not a valid ECMAScript pattern");
        }
    }

    std::string hint(const std::string& table) const {
        std::vector<std::string> known;
        for (const auto& e : all_.entities) known.push_back(e.table_name);
        const auto* meant = closest(table, known);
        return meant ? "; did you mean \"" + *meant + "\"?" : "";
    }

    void check_reference(const column_config& c, const std::string& where) {
        const auto& r = *c.references;
        if (c.array) add(where, "an array column cannot refer to another table");
        if (r.on_delete == reference_action::set_null && c.not_null)
            add(where + "/onDelete", "\"set null\" contradicts notNull");
        const auto target = std::ranges::find(all_.entities, r.table, &entity_config::table_name);
        if (target == all_.entities.end()) {
            if (!is_system(r.table))
                add(where + "/table",
                    "there is no entity and no system table of this name" + hint(r.table));
            else if (r.column == "id" && c.type != column_type::uuid)
                add(where, "the column referred to is a uuid");
            return;
        }
        const auto* column = column_of(*target, r.column);
        if (!column && !has_column(*target, r.column))
            return add(where + "/column", "that entity has no such column");
        const auto type = column ? column->type : column_type::uuid;
        if (type != c.type) add(where, "the column referred to has another type");
        if (r.column != "id" && (!column || !column->unique || target->soft_delete.value_or(false)))
            add(where + "/column", "must be id, or unique in an entity without softDelete");
    }

    const entities_config& all_;
    std::vector<fault>& found_;
};

}

void check_entities(const void* section, std::vector<fault>& found) {
    section_checker{*static_cast<const entities_config*>(section), found}.run();
}

}
