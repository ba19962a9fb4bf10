#include "pg/schema_roles.hpp"
#include "pg/sql_text.hpp"
#include <algorithm>

namespace nucleus::pg {

namespace {

/// An expression for the name of a role: 46 bytes of `label`, and what makes it one of a kind.
std::string role_name(std::string_view label) {
    const auto text = quoted_literal(label);
    return "left(" + text +
           ", 46) || '_' || left(encode(sha256(convert_to(current_database() || "
           "'.' || " +
           text + ", 'UTF8')), 'hex'), 16)";
}

/// The role that all tenants' roles are in: what they may do outside of their schemas.
constexpr std::string_view everybody = "tenants";

void replace(std::string& in, std::string_view mark, const std::string& with) {
    for (auto at = in.find(mark); at != in.npos; at = in.find(mark, at + with.size()))
        in.replace(at, mark.size(), with);
}

}

schema_roles::schema_roles(std::vector<std::string> own)
    : own_{std::move(own)} {}

bool schema_roles::has_role(std::string_view schema) const noexcept {
    return !own_.empty() && std::ranges::find(own_, schema) == own_.end();
}

std::string schema_roles::enter(std::string_view schema) const {
    if (!has_role(schema)) return {};
    return "SELECT set_config('role', " + role_name(schema) + ", true)";
}

std::string schema_roles::offer() const {
    if (own_.empty()) return {};
    // The advisory lock: roles and the grants on home are shared by all whose schemas are made now.
    std::string sql = R"(
DO $offer$
DECLARE
  home text := {home};
  everybody text := {everybody};
  offered regprocedure;
BEGIN
  PERFORM pg_advisory_xact_lock(hashtext('nucleus.roles'));
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = everybody) THEN
    EXECUTE format('CREATE ROLE %I NOLOGIN', everybody);
  END IF;
  IF NOT has_schema_privilege(everybody, home, 'USAGE') THEN
    EXECUTE format('GRANT USAGE ON SCHEMA %I TO %I', home, everybody);
  END IF;
  FOR offered IN SELECT p.oid FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
      WHERE n.nspname = home AND p.prosecdef AND pg_has_role(p.proowner, 'USAGE')
        AND NOT has_function_privilege(everybody, p.oid, 'EXECUTE') LOOP
    EXECUTE format('GRANT EXECUTE ON ROUTINE %s TO %I', offered, everybody);
  END LOOP;
END
$offer$;)";
    replace(sql, "{home}", quoted_literal(own_.front()));
    replace(sql, "{everybody}", role_name(everybody));
    return sql;
}

std::string schema_roles::make(std::string_view schema) const {
    if (!has_role(schema)) return {};
    std::string sql = R"(
DO $make_role$
DECLARE
  own text := {schema};
  role text := {role};
  everybody text := {everybody};
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = role) THEN
    EXECUTE format('CREATE ROLE %I NOLOGIN', role);
    EXECUTE format('GRANT %I TO %I', everybody, role);
    EXECUTE format('GRANT %I TO %I', role, current_user);
  END IF;
  EXECUTE format('GRANT USAGE ON SCHEMA %I TO %I', own, role);
  EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA %I TO %I', own, role);
  EXECUTE format('GRANT USAGE ON ALL SEQUENCES IN SCHEMA %I TO %I', own, role);
END
$make_role$)";
    replace(sql, "{schema}", quoted_literal(schema));
    replace(sql, "{role}", role_name(schema));
    replace(sql, "{everybody}", role_name(everybody));
    return offer() + sql;
}

std::string drop_role_of(std::string_view schema) {
    std::string sql = R"(
DO $drop_role$
DECLARE
  role text := {role};
BEGIN
  PERFORM pg_advisory_xact_lock(hashtext('nucleus.roles'));
  IF EXISTS (SELECT FROM pg_roles WHERE rolname = role)
     AND NOT EXISTS (SELECT FROM pg_namespace WHERE nspname = {schema}) THEN
    EXECUTE format('DROP OWNED BY %I', role);
    EXECUTE format('DROP ROLE %I', role);
  END IF;
END
$drop_role$)";
    replace(sql, "{schema}", quoted_literal(schema));
    replace(sql, "{role}", role_name(schema));
    return sql;
}

}
