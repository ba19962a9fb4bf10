// TENANT_CHECK_SUBDOMAIN: GET /tenants/check-subdomain/:subdomain.
#pragma once
#include "tenants_context.hpp"

namespace nucleus::tenants {

struct subdomain_availability {
    bool available = false;
    std::optional<std::string> reason, message;
};
NUCLEUS_DESCRIBE(subdomain_availability, (available, "Whether a tenant could have it"),
                 (reason, "taken, reserved or malformed"), (message, "The same for people"))

task<result<subdomain_availability>> check_subdomain(tenants_context& t, request_context& rc);

}
