#include "tables/declarations.hpp"

namespace nucleus::auth {

// Columns without a time zone hold UTC, and are declared as what they stand for.
std::string table_declarations() {
    return R"json([
{"key": "SYSTEM_USER",
 "hidden": ["password", "email_verification_token", "email_verification_token_expires_at",
            "email_verification_sent_at", "email_verification_attempts"],
 "onlyCreated": ["email"],
 "entity": {"table_name": "users", "softDelete": true, "columns": [
   {"name": "email", "type": "varchar", "length": 255, "notNull": true, "unique": true, "searchable": true,
    "validation": {"email": true}, "sanitize": ["trim"]},
   {"name": "username", "type": "varchar", "length": 100, "unique": true, "searchable": true,
    "validation": {"minLength": 3, "pattern": "^[A-Za-z0-9][A-Za-z0-9._-]*$"}, "sanitize": ["trim"]},
   {"name": "password", "type": "varchar", "length": 255},
   {"name": "password_changed_at", "type": "timestamptz", "readOnly": true},
   {"name": "verified_at", "type": "timestamptz", "readOnly": true},
   {"name": "email_verified", "type": "boolean", "notNull": true, "default": false, "readOnly": true},
   {"name": "email_verification_token", "type": "varchar", "length": 255},
   {"name": "email_verification_token_expires_at", "type": "timestamptz"},
   {"name": "email_verification_sent_at", "type": "timestamptz"},
   {"name": "email_verification_attempts", "type": "integer", "notNull": true, "default": 0},
   {"name": "last_login_at", "type": "timestamptz", "readOnly": true},
   {"name": "login_count", "type": "integer", "notNull": true, "default": 0, "readOnly": true},
   {"name": "is_locked", "type": "boolean", "notNull": true, "default": false, "readOnly": true},
   {"name": "locked_until", "type": "timestamptz", "readOnly": true},
   {"name": "failed_login_attempts", "type": "integer", "notNull": true, "default": 0, "readOnly": true},
   {"name": "is_god", "type": "boolean", "notNull": true, "default": false, "readOnly": true},
   {"name": "cohort_id", "type": "uuid", "references": {"table": "user_cohorts", "onDelete": "set null"}}]}},
{"key": "SYSTEM_PROFILE",
 "entity": {"table_name": "profiles", "softDelete": false, "columns": [
   {"name": "user_id", "type": "uuid", "notNull": true, "unique": true, "references": {"table": "users", "onDelete": "cascade"}},
   {"name": "first_name", "type": "varchar", "length": 100, "notNull": true},
   {"name": "last_name", "type": "varchar", "length": 100, "notNull": true}]}},
{"key": "SYSTEM_ROLE",
 "entity": {"table_name": "roles", "softDelete": false, "columns": [
   {"name": "name", "type": "varchar", "length": 100, "notNull": true, "unique": true, "sanitize": ["trim"], "validation": {"minLength": 1}},
   {"name": "description", "type": "varchar", "length": 500},
   {"name": "is_system", "type": "boolean", "notNull": true, "default": false, "readOnly": true}]}},
{"key": "SYSTEM_CLAIM",
 "entity": {"table_name": "claims", "softDelete": false, "columns": [
   {"name": "action", "type": "varchar", "length": 100, "notNull": true, "unique": true, "validation": {"minLength": 1}},
   {"name": "description", "type": "varchar", "length": 500},
   {"name": "path", "type": "varchar", "length": 200, "notNull": true},
   {"name": "method", "type": "varchar", "length": 10, "notNull": true},
   {"name": "policy", "type": "jsonb"}]}},
{"key": "SYSTEM_USER_ROLE",
 "entity": {"table_name": "user_roles", "softDelete": false, "columns": [
   {"name": "user_id", "type": "uuid", "notNull": true, "references": {"table": "users", "onDelete": "cascade"}},
   {"name": "role_id", "type": "uuid", "notNull": true, "references": {"table": "roles", "onDelete": "cascade"}}],
  "constraints": {"unique": [{"name": "user_roles_user_id_role_id_key", "columns": ["user_id", "role_id"]}]}}},
{"key": "SYSTEM_ROLE_CLAIM",
 "entity": {"table_name": "role_claims", "softDelete": false, "columns": [
   {"name": "role_id", "type": "uuid", "notNull": true, "references": {"table": "roles", "onDelete": "cascade"}},
   {"name": "claim_id", "type": "uuid", "notNull": true, "references": {"table": "claims", "onDelete": "cascade"}},
   {"name": "scope", "type": "text"}]}},
{"key": "SYSTEM_ADDRESS",
 "entity": {"table_name": "addresses", "softDelete": false, "columns": [
   {"name": "owner_type", "type": "varchar", "length": 50, "notNull": true},
   {"name": "owner_id", "type": "uuid", "notNull": true},
   {"name": "name", "type": "varchar", "length": 100, "notNull": true},
   {"name": "street", "type": "varchar", "length": 255}, {"name": "city", "type": "varchar", "length": 100},
   {"name": "state", "type": "varchar", "length": 50}, {"name": "zip", "type": "varchar", "length": 20},
   {"name": "country", "type": "varchar", "length": 50, "default": "US"},
   {"name": "latitude", "type": "numeric", "precision": 10, "scale": 8},
   {"name": "longitude", "type": "numeric", "precision": 11, "scale": 8},
   {"name": "neighborhood", "type": "varchar", "length": 100}, {"name": "apartment", "type": "varchar", "length": 50},
   {"name": "province", "type": "varchar", "length": 100}, {"name": "district", "type": "varchar", "length": 100},
   {"name": "type", "type": "varchar", "length": 50}]}},
{"key": "SYSTEM_PHONE",
 "entity": {"table_name": "phones", "softDelete": false, "columns": [
   {"name": "owner_type", "type": "varchar", "length": 50, "notNull": true},
   {"name": "owner_id", "type": "uuid", "notNull": true},
   {"name": "name", "type": "varchar", "length": 100, "notNull": true},
   {"name": "type", "type": "varchar", "length": 50},
   {"name": "number", "type": "varchar", "length": 20, "notNull": true},
   {"name": "country_code", "type": "varchar", "length": 10, "notNull": true, "default": "+1"},
   {"name": "extension", "type": "varchar", "length": 10}]}},
{"key": "SYSTEM_FILE",
 "entity": {"table_name": "files", "softDelete": false, "columns": [
   {"name": "name", "type": "varchar", "length": 255, "notNull": true},
   {"name": "original_name", "type": "varchar", "length": 255, "notNull": true},
   {"name": "type", "type": "varchar", "length": 50},
   {"name": "path", "type": "varchar", "length": 500, "notNull": true},
   {"name": "size", "type": "bigint", "notNull": true, "validation": {"min": 0}},
   {"name": "mime_type", "type": "varchar", "length": 100, "notNull": true},
   {"name": "extension", "type": "varchar", "length": 10, "notNull": true},
   {"name": "uploaded_by", "type": "uuid", "references": {"table": "users"}}]}},
{"key": "SYSTEM_USER_COHORT",
 "entity": {"table_name": "user_cohorts", "softDelete": false, "columns": [
   {"name": "name", "type": "varchar", "length": 255, "notNull": true},
   {"name": "description", "type": "text"},
   {"name": "expires_at", "type": "timestamptz"},
   {"name": "user_count", "type": "integer", "notNull": true, "default": 0, "readOnly": true},
   {"name": "metadata", "type": "jsonb"}]}}
])json";
}

}
