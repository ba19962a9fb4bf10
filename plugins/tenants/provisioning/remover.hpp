// Removes tenants whose deletion was asked for, once nobody may take them back.
#pragma once
#include "resolution/resolution.hpp"
#include "store/claim_store.hpp"
#include <nucleus/async/recurring.hpp>
#include <nucleus/services/schema_keeper.hpp>

namespace nucleus::tenants {

/// First the schema, then the row: after a crash in between somebody removes what is left. Used
/// from the control context.
class remover {
public:
    remover(const live_settings& settings, resolution& known, schema_keeper& keeper,
            boost::asio::io_context& control, pg::database& database, std::string home);

    /// Looks every five seconds.
    void start() { rounds_.start(); }
    void stop() noexcept { rounds_.stop(); }
    /// At once, however long its grace is. False: there is no such tenant that is to be removed, or
    /// another node is at it.
    task<bool> remove(uuid id);

private:
    task<void> round();
    task<void> finish(tenant_claim c);

    const live_settings& settings_;
    resolution& known_;
    schema_keeper& keeper_;
    pg::database& db_;
    std::string home_;
    recurring rounds_;
};

}
