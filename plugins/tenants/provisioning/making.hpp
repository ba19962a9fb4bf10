// Making the schema of a tenant that was claimed, and taking it back.
#pragma once
#include "schema_versions.hpp"
#include "store/claim_store.hpp"
#include <nucleus/async/background.hpp>
#include <nucleus/services/schema_keeper.hpp>
#include <nucleus/services/schema_removal.hpp>

namespace nucleus::tenants {

/// What it takes. Used from the control context.
struct making {
    schema_keeper& keeper;
    schema_removal& removal;
    schema_versions& versions;
    boost::asio::io_context& control;
    pg::database& database;
    std::string home;

    /// Makes what is missing in it, renews the claim meanwhile, and tells of the steps. Throws what
    /// went wrong.
    task<void> make(tenant_claim c, table_changes allowed) const;
    /// Removes what was made of one that is not active yet, and forgets it; false: it is no longer
    /// ours, and stays.
    task<bool> take_back(tenant_claim c) const;
};

}
