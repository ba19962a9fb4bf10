// The service tenant_administration: `nucleusd tenant`.
#pragma once
#include "tenants_context.hpp"
#include <nucleus/services/tenant_administration.hpp>

namespace nucleus::tenants {

class operations final : public tenant_administration {
public:
    /// `database`: of the control context.
    operations(const tenants_context& t, pg::database& database, std::string home)
        : context_{t}
        , db_{database}
        , home_{std::move(home)} {}

    task<std::vector<tenant_summary>> list() override;
    task<result<tenant_details>> show(std::string tenant) override;
    task<result<provisioned_tenant>> provision(tenant_wanted what) override;
    task<result<tenant_summary>> suspend(std::string tenant,
                                         std::optional<std::string> reason) override;
    task<result<tenant_summary>> reactivate(std::string tenant) override;
    task<result<tenant_summary>> change(std::string tenant, tenant_terms what) override;
    task<result<tenant_summary>> remove(std::string tenant, bool now) override;
    task<updated> bring_up_to_date(
        std::optional<uuid> only, bool allow_destructive,
        std::function<void(std::string_view tenant, std::string_view why)> told) override;

private:
    task<tenant_summary> summary(tenant_record t);
    task<result<tenant_summary>> carry_out(tenant_wish what, std::string tenant,
                                           std::optional<std::string> reason);
    task<std::optional<tenant_record>> made(uuid id);

    const tenants_context& context_;
    pg::database& db_;
    std::string home_;
};

}
