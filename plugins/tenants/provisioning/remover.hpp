// Removes tenants whose deletion was asked for, once nobody may take them back.
#pragma once
#include "resolution/resolution.hpp"
#include "store/claim_store.hpp"
#include <nucleus/async/recurring.hpp>
#include <nucleus/services/schema_removal.hpp>

namespace nucleus::tenants {

/// Schema and row go in one transaction, in which the claim has to be ours still: as long as
/// anybody may drop the schema, nobody else can have its name. One that is in use is tried again
/// later. Used from the control context.
class remover {
public:
    remover(const live_settings& settings, resolution& known, schema_removal& removal,
            boost::asio::io_context& control, pg::database& database, std::string home);

    /// Looks every five seconds.
    void start() { rounds_.start(); }
    void stop() noexcept { rounds_.stop(); }
    /// At once, however long its grace is, unless somebody is at it or it is in use: a
    /// conflict.
    task<result<void>> remove(uuid id);

private:
    task<void> round();
    /// Why it is not removed; empty: it is, or somebody else does it.
    task<std::string> finish(tenant_claim c);

    const live_settings& settings_;
    resolution& known_;
    schema_removal& removal_;
    pg::database& db_;
    std::string home_;
    recurring rounds_;
};

}
