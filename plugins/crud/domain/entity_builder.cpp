// From the declaration of an entity to its model.
#include "domain/column_rules.hpp"
#include "domain/entity.hpp"
#include "domain/naming.hpp"
#include "domain/relations.hpp"
#include "domain/search_words.hpp"
#include "domain/table_declaration.hpp"
#include <nucleus/json/json.hpp>
#include <stdexcept>

namespace nucleus::crud {

namespace {

std::size_t add_own(entity& e, std::string name, column_type type, bool not_null,
                    std::string default_sql, bool writable) {
    column_config c;
    c.name = std::move(name);
    c.type = type;
    c.not_null = not_null;
    c.read_only = !writable;
    auto made = make_column(c, e.table);
    made.default_sql = std::move(default_sql);
    e.columns.push_back(std::move(made));
    return e.columns.size() - 1;
}

void add_columns(entity& e, const entity_config& from) {
    if (from.add_base_columns)
        e.id = add_own(e, "id", column_type::uuid, true, "gen_random_uuid()", false);
    for (const auto& c : from.columns) e.columns.push_back(make_column(c, e.table));
    if (from.add_base_columns) {
        e.created_at = add_own(e, "created_at", column_type::timestamptz, true, "now()", false);
        e.updated_at = add_own(e, "updated_at", column_type::timestamptz, true, "now()", false);
        add_own(e, "is_active", column_type::boolean, true, "true", true);
        e.created_by = add_own(e, "created_by", column_type::uuid, false, {}, false);
        e.updated_by = add_own(e, "updated_by", column_type::uuid, false, {}, false);
    } else {
        e.id = e.find("id").value();
    }
    if (e.soft_delete) {
        e.deleted_at = add_own(e, "deleted_at", column_type::timestamptz, false, {}, false);
        e.columns.back().readable = false;
    }
    if (!from.ownership.empty()) e.owner = e.find(from.ownership);
    for (std::size_t i = 0; i < e.columns.size(); ++i) {
        const auto& c = e.columns[i];
        e.any_guarded |= c.guarded;
        if (c.name == "is_active" && c.type == column_type::boolean && !c.array && c.writable)
            e.is_active = i;
    }
}

/// Unique values of deleted rows are free again.
void add_index(entity& e, std::string name, std::vector<std::string> columns, bool unique,
               std::string where = {}) {
    if (unique && e.soft_delete)
        where = where.empty() ? std::string{of_rows_that_are_there}
                              : "(" + where + ") AND " + std::string{of_rows_that_are_there};
    e.indexes.push_back({std::move(name), std::move(columns), unique, std::move(where)});
}

void add_indexes(entity& e, const entity_config& from) {
    for (const auto& c : e.columns) {
        if (c.unique)
            add_index(e, object_name(e.table, {c.name}, "key"), {c.name}, true);
        else if (c.references)
            add_index(e, object_name(e.table, {c.name}, "idx"), {c.name}, false);
    }
    // The default order of every list, read backwards.
    if (e.created_at)
        add_index(e, object_name(e.table, {"created_at", "id"}, "idx"), {"created_at", "id"},
                  false);
    for (const auto& u : from.constraints.unique) add_index(e, u.name, u.columns, true);
    for (const auto& i : from.indexes) add_index(e, i.name, i.columns, i.unique, i.where);
}

void add_search(entity& e, const entity_config& from) {
    for (const auto& c : from.columns)
        if (c.searchable) e.searchable.push_back(e.find(c.name).value());
    if (!from.search) return;
    search_columns s{{}, from.search->language};
    for (const auto& name : from.search->columns) s.columns.push_back(e.find(name).value());
    e.search = std::move(s);
    e.indexes.push_back({object_name(e.table, {"search"}, "idx"), {}, false, {}, words_sql(e, "")});
}

void add_checks(entity& e, const entity_config& from) {
    for (const auto& c : e.columns) {
        if (c.check_sql.empty()) continue;
        std::string all;
        for (const auto& part : c.check_sql)
            all.append(all.empty() ? "" : " AND ").append("(" + part + ")");
        e.checks.push_back({object_name(e.table, {c.name}, "check"), std::move(all), c.name});
    }
    for (const auto& c : from.constraints.check) e.checks.push_back({c.name, c.expression, {}});
}

/// The cells of a record stand in the order of the columns, whichever of them the shape shows.
void add_shapes(entity& e) {
    const auto name = detail::pascal_case(e.singular);
    e.create.name = name + "Create", e.update.name = name + "Update", e.answer.name = name;
    e.create.doc = "A new row of " + e.table, e.update.doc = "Changes of a row of " + e.table;
    e.answer.doc = "A row of " + e.table;
    for (std::size_t i = 0; i < e.columns.size(); ++i) {
        auto& c = e.columns[i];
        c.field.offset = cell_offset(i);
        if (!c.readable) continue;
        auto given = c.field;
        given.read_only = !c.writable;
        given.required = c.not_null && c.default_sql.empty() && c.writable && e.owner != i;
        e.create.fields.push_back(given);
        given.required = false;
        given.read_only = (!c.writable && i != e.id) || c.only_created;
        e.update.fields.push_back(given);
        field shown;
        shown.name = c.json_name, shown.type = c.field.type, shown.offset = c.field.offset;
        shown.doc = c.field.doc, shown.choices = c.field.choices;
        shown.required = !c.guarded, shown.nullable = !c.not_null;
        e.answer.fields.push_back(std::move(shown));
    }
    e.view = e.answer;
    e.view.name = name + "View", e.view.open = true;
    e.view.doc = "Of a row of " + e.table + " what was asked for; relations under their names";
    for (auto& f : e.view.fields) f.required = false;
}

column& column_named(entity& e, const std::string& name) {
    const auto at = e.find(name);
    if (!at) throw std::invalid_argument(e.table + " has no column " + name);
    return e.columns[*at];
}

/// What only tables of plugins have.
void take_marks(entity& e, const table_declaration& from) {
    e.managed = true;
    e.godmin_only = from.godmin;
    e.only_lists = from.only_lists;
    e.key = from.key;
    e.get_key = from.get_key.empty() ? "GET_" + from.key : from.get_key;
    e.verbs = from.verbs;
    for (const auto& name : from.hidden) {
        auto& c = column_named(e, name);
        c.readable = c.writable = false;
    }
    for (const auto& name : from.only_created) column_named(e, name).only_created = true;
    if (!e.created_at) e.created_at = e.find("created_at");
}

/// `managed` is null for an entity of the config.
std::unique_ptr<entity> make_entity(const entity_config& from, const crud_config& settings,
                                    const table_declaration* managed = nullptr) {
    auto e = std::make_unique<entity>();
    e->table = from.table_name;
    e->singular = from.singular_name.empty() ? singular(from.table_name) : from.singular_name;
    e->path = "/" + detail::camel_case(from.table_name);
    e->key = upper_snake(e->singular);
    e->get_key = "GET_" + e->key;
    e->soft_delete = from.soft_delete.value_or(settings.default_delete == delete_mode::soft);
    e->audited = from.audit;
    e->bulk = from.bulk_endpoints_enabled;
    e->open_verbs = from.open_verbs;
    add_columns(*e, from);
    if (managed) take_marks(*e, *managed);
    add_search(*e, from);
    add_indexes(*e, from);
    add_checks(*e, from);
    add_shapes(*e);
    return e;
}

std::string why(const error& e) {
    if (e.faults.empty()) return std::string{e.text()};
    return e.faults.front().path + " " + e.faults.front().message;
}

std::vector<table_declaration> read_tables(const std::string& json) {
    auto tables = json::read_list<table_declaration>(json);
    if (!tables) throw std::invalid_argument("a table of a plugin: " + why(tables.error()));
    return std::move(*tables);
}

}

std::vector<std::unique_ptr<entity>> make_entities(const entities_config& declared,
                                                   const crud_config& settings,
                                                   const std::vector<std::string>& of_plugins,
                                                   const std::vector<std::string>& at_home_only) {
    std::vector<std::unique_ptr<entity>> all;
    for (const auto& from : declared.entities) all.push_back(make_entity(from, settings));
    for (const auto& json : of_plugins)
        for (const auto& t : read_tables(json)) all.push_back(make_entity(t.entity, settings, &t));
    for (const auto& json : at_home_only)
        for (const auto& t : read_tables(json)) {
            all.push_back(make_entity(t.entity, settings, &t));
            all.back()->at_home_only = true;
        }
    relate(all);
    return all;
}

}
