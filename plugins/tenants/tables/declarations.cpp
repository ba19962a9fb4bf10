#include "tables/declarations.hpp"

namespace nucleus::tenants {

const char* table_declarations() {
    return R"json([
{"key": "TENANT", "getKey": "TENANT_LIST", "verbs": ["get"], "godmin": true, "onlyLists": true,
 "hidden": ["admin_password_hash", "claimed_until", "attempts", "seed"],
 "entity": {"table_name": "tenants", "softDelete": false, "columns": [
   {"name": "subdomain", "type": "varchar", "length": 100, "notNull": true, "unique": true, "searchable": true},
   {"name": "schema_name", "type": "varchar", "length": 100, "notNull": true, "unique": true},
   {"name": "company_id", "type": "uuid", "notNull": true},
   {"name": "company_name", "type": "varchar", "length": 255, "searchable": true},
   {"name": "god_admin_email", "type": "varchar", "length": 255, "notNull": true, "searchable": true},
   {"name": "status", "type": "varchar", "length": 20, "notNull": true},
   {"name": "plan", "type": "varchar", "length": 50},
   {"name": "domain", "type": "varchar", "length": 255},
   {"name": "settings", "type": "jsonb"},
   {"name": "trusted_sources", "type": "jsonb"},
   {"name": "max_users", "type": "integer"},
   {"name": "provisioned_at", "type": "timestamptz"},
   {"name": "suspended_at", "type": "timestamptz"},
   {"name": "suspended_reason", "type": "text"},
   {"name": "deleted_at", "type": "timestamptz"},
   {"name": "version", "type": "integer"},
   {"name": "last_error", "type": "text"},
   {"name": "confirm_before", "type": "timestamptz"},
   {"name": "claimed_until", "type": "timestamptz"},
   {"name": "attempts", "type": "integer", "notNull": true},
   {"name": "admin_password_hash", "type": "text"},
   {"name": "seed", "type": "boolean", "notNull": true, "default": true}]}},
{"key": "TENANT_FEATURE", "godmin": true,
 "entity": {"table_name": "tenant_features", "softDelete": false, "columns": [
   {"name": "tenant_id", "type": "uuid", "notNull": true, "references": {"table": "tenants", "onDelete": "cascade"}},
   {"name": "feature_name", "type": "varchar", "length": 100, "notNull": true, "sanitize": ["trim"],
    "validation": {"minLength": 1}},
   {"name": "enabled", "type": "boolean", "notNull": true, "default": true},
   {"name": "config", "type": "jsonb"}],
  "constraints": {"unique": [{"name": "tenant_features_tenant_id_feature_name_key",
                              "columns": ["tenant_id", "feature_name"]}]}}}])json";
}

}
