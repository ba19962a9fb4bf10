// Making the schema of a tenant that was claimed.
#pragma once
#include "schema_versions.hpp"
#include "store/claim_store.hpp"
#include <nucleus/async/background.hpp>
#include <nucleus/services/schema_keeper.hpp>

namespace nucleus::tenants {

/// What it takes. Used from the control context.
struct making {
    schema_keeper& keeper;
    schema_versions& versions;
    boost::asio::io_context& control;
    pg::database& database;
    std::string home;

    /// Makes what is missing in it, renews the claim meanwhile, and tells of the steps. Throws what
    /// went wrong.
    task<void> make(tenant_claim c, table_changes allowed) const;
};

}
