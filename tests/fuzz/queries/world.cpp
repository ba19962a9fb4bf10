#include "queries/world.hpp"
#include "domain/sql_text.hpp"
#include "queries/entities.hpp"
#include "queries/values.hpp"
#include "schema/table_sql.hpp"
#include "support/private_postgres.hpp"
#include <algorithm>
#include <libpq-fe.h>
#include <nucleus/json/json.hpp>
#include <stdexcept>

namespace nucleus::fuzz {

namespace {

/// How many rows of each; the others have a dozen.
std::size_t size_of(std::string_view table) {
    if (table == "samples") return 40;
    if (table == "sample_labels" || table == "notes") return 30;
    return 12;
}

uuid some_id(dice& d) {
    uuid id;
    for (auto& byte : id.bytes) byte = static_cast<std::uint8_t>(d.below(256));
    return id;
}

crud::entities_config declared() {
    auto read = json::read<crud::entities_config>(section);
    if (!read) throw std::runtime_error("entities: " + std::string{read.error().text()});
    std::vector<fault> found;
    crud::check_entities(&*read, found);
    if (!found.empty())
        throw std::runtime_error("entities: " + found.front().path + " " + found.front().message);
    return std::move(*read);
}

caller make_caller(std::string name, std::vector<std::string> claims, bool god = false) {
    auto p = std::make_shared<principal>();
    static std::uint8_t number = 0;
    p->user_id.bytes.fill(++number);
    std::ranges::sort(claims);
    p->claims = std::move(claims);
    p->is_god = god;
    return {std::move(name), std::move(p)};
}

bool has(const caller& c, const std::string& claim) {
    return c.who && (c.who->is_god || std::ranges::count(c.who->claims, claim) > 0);
}

bool is_open(const crud::entity& e, crud::verb v) {
    return std::ranges::count(e.open_verbs, v) > 0;
}

}

world::world(const std::string& dsn, dice& d)
    : entities_{crud::make_entities(declared(), {})} {
    settings_.cursors.publish(std::make_shared<crud::cursor_keys>(
        crud::cursor_keys_of(secret_string{std::string(32, 'k')}, {})));
    for (const auto& e : entities_)
        endpoints_.emplace(e.get(), std::make_unique<crud::entity_endpoint>(*e, settings_, hooks_));
    add_callers();
    invent_ids(d);
    make_tables(dsn, d);
    read_back(dsn);
}

void world::add_callers() {
    callers_.push_back({"anonymous", nullptr});
    callers_.push_back(make_caller("guest", {"get.makers", "get.notes"}));
    callers_.push_back(
        make_caller("member", {"get.makers", "get.notes", "delete.notes", "get.labels",
                               "get.sample_labels", "get.label_prices", "delete.makers"}));
    callers_.push_back(
        make_caller("insider", {"get.makers", "get.notes", "get.labels", "get.samples.secret",
                                "get.label_prices", "get.sample_labels", "get.samples.secret_note",
                                "get.makers.diary", "get.labels.curator_id"}));
    callers_.push_back(make_caller("god", {}, true));
}

void world::invent_ids(dice& d) {
    for (const auto& e : entities_)
        for (auto n = size_of(e->table); n > 0; --n) ids_[e.get()].push_back(some_id(d).text());
}

row world::invent_row(const crud::entity& e, std::size_t n, dice& d) const {
    row made(e.columns.size());
    for (std::size_t i = 0; i < e.columns.size(); ++i) {
        const auto& c = e.columns[i];
        const bool user = e.owner == i || e.created_by == i || e.updated_by == i;
        if (i == e.id)
            made[i] = ids_.at(&e)[n];
        else if (c.unique)
            made[i] = std::to_string(n);
        else if (!c.not_null && d.percent(e.deleted_at == i ? 75 : 20))
            continue;
        else if (user)
            made[i] = callers_[1 + d.below(callers_.size() - 1)].who->user_id.text();
        else if (c.references && c.references->column == "id")
            made[i] = d.of(ids_.at(find(c.references->table)));
        else if (c.references)
            made[i] = std::to_string(d.below(size_of(c.references->table)));
        else if (!c.field.choices.empty())
            made[i] = d.of(c.field.choices);
        else
            made[i] = c.array ? some_array(c.type, d) : some_value(c.type, d);
    }
    return made;
}

void world::make_tables(const std::string& dsn, dice& d) {
    testing::run_sql(dsn, "CREATE SCHEMA main");
    for (const auto& e : entities_) {
        const auto table = crud::qualified("main", e->table);
        auto sql = crud::create_table_sql(*e, table, false) + ";";
        for (const auto& i : e->indexes) sql += crud::create_index_sql(table, i, false) + ";";
        for (std::size_t n = 0; n < ids_.at(e.get()).size(); ++n) {
            const auto values = invent_row(*e, n, d);
            std::string list;
            for (const auto& v : values)
                list.append(list.empty() ? "" : ", ").append(v ? crud::literal(*v) : "NULL");
            sql += "INSERT INTO " + table + " VALUES (" + list + ");";
        }
        testing::run_sql(dsn, sql + "ANALYZE " + table);
    }
}

void world::read_back(const std::string& dsn) {
    const std::unique_ptr<PGconn, decltype(&::PQfinish)> connection{
        ::PQconnectdb((dsn + " options='-c TimeZone=UTC'").c_str()), &::PQfinish};
    for (const auto& e : entities_) {
        const auto sql = "SELECT * FROM " + crud::qualified("main", e->table);
        const std::unique_ptr<PGresult, decltype(&::PQclear)> got{
            ::PQexec(connection.get(), sql.c_str()), &::PQclear};
        auto& rows = rows_[e.get()];
        for (int r = 0; r < ::PQntuples(got.get()); ++r) {
            row values;
            for (int c = 0; c < ::PQnfields(got.get()); ++c)
                values.push_back(::PQgetisnull(got.get(), r, c)
                                     ? std::nullopt
                                     : std::optional<std::string>{::PQgetvalue(got.get(), r, c)});
            rows.push_back(std::move(values));
        }
        if (rows.empty()) throw std::runtime_error("there are no rows of " + e->table);
    }
}

const crud::entity* world::find(std::string_view table) const {
    for (const auto& e : entities_)
        if (e->table == table) return e.get();
    return nullptr;
}

bool world::reads(const caller& c, const crud::entity& e) const {
    return is_open(e, crud::verb::get) || has(c, "get." + e.table);
}

bool world::sees(const caller& c, const crud::entity& e, std::size_t column) const {
    const auto& col = e.columns[column];
    if (e.deleted_at == column) return false;
    return !col.guarded || has(c, "get." + e.table + "." + col.name);
}

bool world::follows(const caller& c, const crud::entity& e, const crud::relation& r) const {
    if (!reads(c, *r.target) || !sees(c, e, r.near) || !sees(c, *r.target, r.far)) return false;
    return !r.junction || (reads(c, *r.junction) && sees(c, *r.junction, r.across_near) &&
                           sees(c, *r.junction, r.across_far));
}

bool world::sees_deleted(const caller& c, const crud::entity& e) const {
    return e.deleted_at && (is_open(e, crud::verb::del) || has(c, "delete." + e.table));
}

std::optional<std::string> world::restricted_to(const caller& c, const crud::entity& e) const {
    if (!e.owner || is_open(e, crud::verb::get) || !c.who || c.who->is_god) return std::nullopt;
    return c.who->user_id.text();
}

}
