// Tenants from the command line. Provided by tenants.
#pragma once
#include <functional>
#include <nucleus/async/task.hpp>
#include <nucleus/clock.hpp>
#include <nucleus/error.hpp>
#include <nucleus/secret_string.hpp>
#include <nucleus/uuid.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace nucleus {

struct tenant_summary {
    uuid id;
    std::string subdomain, schema, company, plan;
    std::string status; ///< provisioning, active, suspended or failed
    instant created_at{};
    std::optional<instant> deleted_at; ///< when its removal was asked for
    std::optional<int> version;        ///< of its tables; none: they are not complete
    std::optional<std::string> last_error;
    bool outdated = false; ///< its tables are to be changed first
    /// Until when an address must have been confirmed there, else it is removed.
    std::optional<instant> confirm_before{};
    std::optional<instant>
        removed_after{}; ///< when its removal was asked for: it is shut until then
};

struct tenant_details {
    tenant_summary of;
    std::string email;            ///< of its first administrator
    std::optional<int> max_users; ///< its own limit; none: the plan's
    std::optional<std::string> suspended_reason;
    std::vector<std::string> features;
};

struct tenant_wanted {
    std::string subdomain, company, email;
    std::optional<secret_string> password; ///< of the first administrator; else one is made up
    std::optional<std::string> plan;
    std::optional<int> max_users;
    bool seed = true; ///< whether it begins with tenants.seed
};

/// What is to be other than it is.
struct tenant_terms {
    std::optional<std::string> plan, company;
    std::optional<std::optional<int>> max_users; ///< none inside: as many as the plan allows
};

struct provisioned_tenant {
    tenant_summary tenant;
    std::string email;
    std::optional<secret_string> generated;
};

/// `tenant` is an id or a subdomain. Control context only.
class tenant_administration {
public:
    static constexpr std::string_view service_name = "tenant_administration";
    virtual ~tenant_administration();
    virtual task<std::vector<tenant_summary>> list() = 0;
    virtual task<result<tenant_details>> show(std::string tenant) = 0;
    /// Returns once it is made; `provisioning_failed` when it cannot be.
    virtual task<result<provisioned_tenant>> provision(tenant_wanted what) = 0;
    virtual task<result<tenant_summary>> suspend(std::string tenant,
                                                 std::optional<std::string> reason) = 0;
    /// Also one whose removal was asked for, until it has begun.
    virtual task<result<tenant_summary>> reactivate(std::string tenant) = 0;
    /// Felt by the next request; of `plan` and `company` the error says what they may be.
    virtual task<result<tenant_summary>> change(std::string tenant, tenant_terms what) = 0;
    /// After the time of grace, or with all its data before this returns.
    virtual task<result<tenant_summary>> remove(std::string tenant, bool now) = 0;

    struct updated {
        std::size_t done = 0, failed = 0;
        std::size_t behind = 0; ///< still, whoever is at them
        bool halted = false;    ///< the first ones all failed: the others were left as they are
    };
    /// Brings the tables of all tenants, or of `only` this one, to what is needed now; those that
    /// are already are not touched. `told`: of each, and why it failed, or nothing.
    virtual task<updated>
    bring_up_to_date(std::optional<uuid> only, bool allow_destructive,
                     std::function<void(std::string_view tenant, std::string_view why)> told) = 0;
};

}
