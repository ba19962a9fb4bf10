// TENANT_DETAIL: GET /tenants/:id.
#pragma once
#include "tenants_context.hpp"

namespace nucleus::tenants {

struct shown_feature {
    std::string name;
    raw_json config;
};
NUCLEUS_DESCRIBE(shown_feature, (name, "Of the plan, or of this tenant"),
                 (config, "Its configuration"))

struct tenant_detail {
    tenant_record tenant;
    std::vector<shown_feature> features;
    std::vector<tenant_event> events;
};
NUCLEUS_DESCRIBE(tenant_detail, (tenant, "The tenant"), (features, "What it has"),
                 (events, "The latest 200 things that were done to it, latest first"))

task<result<tenant_detail>> show_tenant(tenants_context& t, request_context& rc);

}
