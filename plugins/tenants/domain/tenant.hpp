// A tenant, as those see it who keep it. Pure.
#pragma once
#include <nucleus/clock.hpp>
#include <nucleus/describe.hpp>
#include <nucleus/uuid.hpp>
#include <optional>
#include <string>

namespace nucleus::tenants {

enum class tenant_status { provisioning, active, suspended, failed };
inline const std::vector<std::string>& nucleus_choices(const tenant_status*) {
    static const std::vector<std::string> texts{"provisioning", "active", "suspended", "failed"};
    return texts;
}

/// Of table tenants, without what nobody needs to know.
struct tenant_record {
    uuid id;
    std::string subdomain, schema_name;
    uuid company_id;
    std::optional<std::string> company_name;
    std::string god_admin_email;
    tenant_status status = tenant_status::provisioning;
    std::string plan;
    std::optional<int> max_users;
    instant created_at{}, updated_at{};
    std::optional<instant> provisioned_at, suspended_at;
    std::optional<std::string> suspended_reason;
    std::optional<instant> deleted_at;
    std::optional<int> version; ///< that its schema was made for last
    std::optional<std::string> last_error;
    std::optional<instant> confirm_before; ///< of those that somebody signed up for
};
NUCLEUS_DESCRIBE(tenant_record, (id, "Of the tenant"), (subdomain, "Its name in hosts"),
                 (schema_name, "Where its tables are"), (company_id, "Of the company"),
                 (company_name, "As it was given"), (god_admin_email, "Of its first administrator"),
                 (status, "Whether it can be used"), (plan, "One of tenants.plans"),
                 (max_users, "Instead of the plan's"), (created_at, "When it was asked for"),
                 (updated_at, "When it was changed"), (provisioned_at, "When it was complete"),
                 (suspended_at, "Since when it is suspended"), (suspended_reason, "Why it is"),
                 (deleted_at, "When its deletion was asked for"),
                 (version, "Of its tables; without one they are not complete"),
                 (last_error, "Why it could not be made, brought up to date, or removed"),
                 (confirm_before,
                  "When it is removed unless somebody there has confirmed an address by then"))

/// What may be wanted of one that is there.
enum class tenant_wish { suspend, reactivate, remove };

enum class tenant_verdict {
    act,
    already,   ///< it is so: there is nothing to do
    not_ready, ///< it is not complete yet, or never was
    removed,   ///< its data may be gone by now
};

/// Whether that can be done to it as it is now. Who takes a suspended one back takes its deletion
/// back, too. What has failed can only be removed.
[[nodiscard]] tenant_verdict judge(const tenant_record& t, tenant_wish wish);

/// Whether its terms can be changed: of one that was complete once, also while it is suspended.
[[nodiscard]] tenant_verdict judge_terms(const tenant_record& t);

/// What somebody has agreed on with a tenant.
struct tenant_conditions {
    std::string plan;
    std::optional<int> max_users;
    std::optional<std::string> company_name;
    bool operator==(const tenant_conditions&) const = default;
};
NUCLEUS_DESCRIBE(tenant_conditions, (plan, "One of tenants.plans"),
                 (max_users, "Instead of the plan's"), (company_name, "Whose tenant it is"))
[[nodiscard]] tenant_conditions conditions_of(const tenant_record& t);

/// Of a tenant that is there, whether its requests are served.
enum class standing {
    open,
    unknown,  ///< not complete: as good as none
    shut,     ///< suspended, or to be deleted
    outdated, ///< its tables are to be changed first
};
/// `has_tables`: those that its requests need.
[[nodiscard]] standing standing_of(const tenant_record& t, bool has_tables);

}
