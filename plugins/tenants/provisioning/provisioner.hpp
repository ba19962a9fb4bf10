// Makes tenants that were asked for, whoever asked on whichever node, and takes back those that
// cannot be made.
#pragma once
#include "provisioning/making.hpp"
#include "resolution/resolution.hpp"
#include <nucleus/async/recurring.hpp>
#include <nucleus/services/row_seeder.hpp>

namespace nucleus::tenants {

/// A row in `provisioning` is all there is to know: claimed by one node for a while, made step by
/// step, each of which happens once, and made active together with its first administrator and the
/// rows that it begins with. After a crash the claim runs out, and somebody else goes on. Used from
/// the control context.
class provisioner {
public:
    /// `seeder` may be null: there are no entities, and so no rows for them.
    provisioner(const live_settings& settings, resolution& known, administrators& admins,
                const row_seeder* seeder, making how);

    /// Looks every second.
    void start();
    /// Somebody has asked for one just now. Any thread.
    void look();
    /// Waits a while for what is being made.
    task<void> stop();
    /// Makes what there is to make, one after the other.
    task<void> round();

private:
    task<void> work(tenant_claim c);
    task<void> make(tenant_claim c);
    task<void> give_back(tenant_claim c, std::string reason);
    task<void> take_back(tenant_claim c, std::string reason);

    const live_settings& settings_;
    resolution& known_;
    administrators& admins_;
    const row_seeder* seeder_;
    making how_;
    activation activation_;
    recurring rounds_;
    bool busy_ = false, more_ = false, stopping_ = false;
};

}
