// Which tenant a request belongs to, and what there is to know of it.
#pragma once
#include <map>
#include <nucleus/async/task.hpp>
#include <nucleus/error.hpp>
#include <nucleus/http/request_context.hpp>
#include <nucleus/services/limiter.hpp>
#include <optional>
#include <string>
#include <vector>

namespace nucleus {

/// A tenant as its requests see it. Immutable.
struct tenant_facts {
    std::string id;        ///< of main.tenants, as text
    std::string subdomain; ///< in lower case
    std::string schema;
    std::string host;                 ///< where browsers reach it; empty: by the header only
    std::optional<int> max_users;     ///< none: as many as there are
    std::optional<spending> requests; ///< of all its requests together; none: no budget
    std::map<std::string, std::string, std::less<>> features; ///< enabled ones, their JSON config
};

/// How many accounts the request's tenant may have; none: any number.
[[nodiscard]] inline std::optional<int> max_users_of(const request_context& rc) {
    return rc.facts ? rc.facts->max_users : std::nullopt;
}

/// What every endpoint that is about data may answer then.
namespace errors {
inline constexpr error_kind tenant_conflict{
    "tenant_conflict", 400, "The host and the header, or two headers, name different tenants."};
inline constexpr error_kind unknown_tenant{"unknown_tenant", 404, "There is no such tenant."};
inline constexpr error_kind tenant_suspended{
    "tenant_suspended", 403, "This tenant is out of use for now: whoever runs it can tell why."};
inline constexpr error_kind tenant_updating{
    "tenant_updating", 503,
    "The tables of this tenant are being brought up to date; try again shortly."};
}

/// Provided by tenants, when database.isMultiTenant is on. Without it there is one schema.
class tenancy {
public:
    static constexpr std::string_view service_name = "tenancy";
    virtual ~tenancy();
    /// Leads the request to its data (schema, tenant, facts) if that is known and may be trusted:
    /// the tenant that Host or header names, or main when they name none. Any worker, without
    /// suspending. False: find() must be asked.
    [[nodiscard]] virtual bool recall(request_context& rc) noexcept = 0;
    /// The same, by the database. Fails when they disagree, or the tenant is unknown, suspended or
    /// not ready; then the request goes nowhere.
    virtual task<result<void>> find(request_context& rc) = 0;
    /// The schemas of all tenants whose tables are complete, also suspended ones. Control context.
    virtual task<std::vector<std::string>> schemas() = 0;
    /// The subdomain of the tenant that has this schema; empty: none has. Any thread.
    [[nodiscard]] virtual std::string subdomain_of(std::string_view schema) const = 0;
    /// How many tenants wait for changes of their tables, and how many failed to take them. Any
    /// thread.
    struct state {
        std::size_t waiting = 0, failed = 0;
    };
    [[nodiscard]] virtual state now() const noexcept = 0;
};

}
