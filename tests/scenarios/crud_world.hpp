// A server with a few entities, and the actors that use it.
#pragma once
#include "support/percent_encoding.hpp"
#include "support/server_process.hpp"
#include <boost/json.hpp>
#include <catch2/catch_test_macros.hpp>
#include <cctype>
#include <filesystem>
#include <libpq-fe.h>
#include <memory>
#include <optional>
#include <string>

namespace nucleus::testing {

namespace json = boost::json;

/// The value of a piece of JSON that a test wrote.
inline json::value parse(std::string_view text) { return json::parse(text); }

/// A nucleusd with its own database; `entities` is the JSON of that section.
class crud_world {
public:
    /// `claims` are those of a member; `more` are further sections of the config.
    explicit crud_world(
        std::string_view entities, bool wait = true,
        std::string_view claims =
            R"(["get.things", "get.notes", "post.notes", "put.notes", "delete.notes"])",
        std::string_view more = "{}")
        : claims_{claims}
        , more_{more}
        , server_{{config_text(entities), environment(), {}, wait, wait}} {}

    server_process& server() { return server_; }
    /// Nobody in particular.
    http_client anyone() { return server_.client(); }
    /// The godmin: every claim.
    http_client god() { return signed_in("god@example.com", god_password); }
    /// A user with the role of a member.
    http_client member(const std::string& name) {
        auto c = server_.client();
        const auto email = name + "@example.com";
        const auto made = c.post("/auth/register",
                                 R"({"email":")" + email + R"(","password":"Correct-Horse-9"})");
        REQUIRE(made.status < 300);
        return signed_in(email, "Correct-Horse-9");
    }
    /// Through the API, so that it is felt at once; a claim of one's own is made.
    answer try_grant(http_client& god, const std::string& claim,
                     const std::optional<std::string>& scope = std::nullopt,
                     const std::string& role = "member") {
        const auto known = "SELECT id FROM main.claims WHERE action = '" + claim + "'";
        if (ask(known).empty())
            REQUIRE(
                god.post("/claims", R"({"action":")" + claim + R"(","path":"/","method":"GET"})")
                    .status == 201);
        json::object given{{"roleId", ask("SELECT id FROM main.roles WHERE name = '" + role + "'")},
                           {"claimId", ask(known)}};
        if (scope) given["scope"] = *scope;
        return god.post("/roleClaims", json::serialize(given));
    }
    void grant(http_client& god, const std::string& claim,
               const std::optional<std::string>& scope = std::nullopt,
               const std::string& role = "member") {
        const auto a = try_grant(god, claim, scope, role);
        INFO(a.body);
        REQUIRE(a.status == 201);
    }
    using connection = std::unique_ptr<PGconn, void (*)(PGconn*)>;
    /// To the server's database, of the test's own.
    connection connect() {
        const auto url = run_nucleusd(
            {"database", "url", "--config", (server_.folder() / "config.json").string()},
            environment());
        REQUIRE(url.code == 0);
        return {PQconnectdb(url.out.substr(0, url.out.find('\n')).c_str()), &PQfinish};
    }
    /// The first column of the first row.
    std::string ask(const std::string& sql) {
        const auto c = connect();
        return ask(c, sql);
    }
    static std::string ask(const connection& c, const std::string& sql) {
        const std::unique_ptr<PGresult, void (*)(PGresult*)> r{PQexec(c.get(), sql.c_str()),
                                                               &PQclear};
        INFO(sql << "\n" << PQerrorMessage(c.get()));
        REQUIRE((PQresultStatus(r.get()) == PGRES_TUPLES_OK ||
                 PQresultStatus(r.get()) == PGRES_COMMAND_OK));
        return PQntuples(r.get()) > 0 ? PQgetvalue(r.get(), 0, 0) : "";
    }
    std::string config_text(std::string_view entities) const {
        auto c = parse(R"({
            "appId": "crud-test", "mode": "development", "server": {"threads": 2}, "rateLimit": {"enabled": false},
            "authentication": {"enabled": true, "defaultRole": "member", "emailVerification": {"enabled": false}},
            "authorization": {"enabled": true, "godminEmail": "GOD_EMAIL", "godminPassword": "GOD_PASSWORD", "seed": {
                "roles": [{"name": "member"}],
                "roleClaimAssignments": [{"role": "member"}]}}})");
        c.at("authorization").at("seed").at("roleClaimAssignments").at(0).as_object()["claims"] =
            parse(claims_);
        c.as_object()["entities"] = parse(entities);
        const auto more = parse(more_);
        for (const auto& [name, section] : more.as_object()) c.as_object()[name] = section;
        c.as_object()["database"] = json::object{{"dataDir", (data_.path() / "db").string()}};
        return json::serialize(c);
    }
    static std::map<std::string, std::string> environment() {
        return {{"GOD_EMAIL", "god@example.com"},
                {"GOD_PASSWORD", god_password},
                {"NUCLEUS_CRUD__MAX_EXPRESSIONS", "50"}}; // so that too many fit into a URI
    }

private:
    static constexpr const char* god_password = "Almighty-Horse-9";

    http_client signed_in(const std::string& email, const std::string& with) {
        auto c = server_.client();
        const auto a =
            c.post("/auth/login", R"({"email":")" + email + R"(","password":")" + with + R"("})");
        INFO(a.body);
        REQUIRE(a.status == 200);
        return c;
    }

    temp_folder data_;
    std::string claims_, more_;
    server_process server_;
};

/// `things` (all may read, only the godmin writes) under `groups` (open to anyone), and `notes`,
/// which belong to their maker and are soft-deleted.
inline constexpr std::string_view things = R"([
  {"table_name": "groups", "public": ["get"], "columns": [
    {"name": "name", "type": "varchar", "length": 20, "notNull": true, "unique": true, "sanitize": ["trim"]}]},
  {"table_name": "things", "columns": [
    {"name": "code", "type": "varchar", "length": 10, "notNull": true, "unique": true},
    {"name": "amount", "type": "numeric", "precision": 8, "scale": 2, "notNull": true, "default": 0, "validation": {"min": 0}},
    {"name": "low", "type": "integer"}, {"name": "high", "type": "integer"},
    {"name": "state", "type": "text", "notNull": true, "default": "new", "enumValues": ["new", "used"]},
    {"name": "cost", "type": "numeric", "protected": true},
    {"name": "group_id", "type": "uuid", "references": {"table": "groups", "onDelete": "restrict"}},
    {"name": "secret_mark", "type": "text", "readOnly": true, "default": "m"}],
   "constraints": {"check": [{"name": "things_range", "expression": "low <= high"}],
                   "unique": [{"name": "things_low_high", "columns": ["low", "high"]}]}},
  {"table_name": "notes", "softDelete": true, "ownership": "created_by", "columns": [
    {"name": "title", "type": "text", "notNull": true, "unique": true}]}
])";

}
