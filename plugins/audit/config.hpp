// The section `audit` of config.json.
#pragma once
#include <nucleus/describe.hpp>
#include <optional>

namespace nucleus::audit {

struct audited_actions {
    bool get = false, insert = true, update = true, remove = true, toggle = true;
    bool verification = true, auth = true;
};
NUCLEUS_DESCRIBE(audited_actions, (get, "Reading rows and lists", named("GET"), defaulted),
                 (insert, "New rows", named("INSERT"), defaulted),
                 (update, "Changes, and undone deletions", named("UPDATE"), defaulted),
                 (remove, "Deletions", named("DELETE"), defaulted),
                 (toggle, "isActive turned over", named("TOGGLE"), defaulted),
                 (verification, "Decisions about approvals", named("VERIFICATION"), defaulted),
                 (auth, "Sign-ins and what else happens to accounts", named("AUTH"), defaulted))

struct audit_config {
    bool enabled = true;
    audited_actions actions;
    std::optional<int> retention_days;
};
NUCLEUS_DESCRIBE(audit_config, (enabled, "Record at all", defaulted),
                 (actions, "What is recorded", defaulted),
                 (retention_days, "Older records are deleted; default: never", at_least(1),
                  at_most(36500)))

}
