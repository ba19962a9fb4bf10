// Makes tenants that were asked for, whoever asked on whichever node, and takes back those that
// cannot be made.
#pragma once
#include "provisioning/making.hpp"
#include "resolution/resolution.hpp"
#include <nucleus/async/recurring.hpp>

namespace nucleus::tenants {

/// A row in `provisioning` is all there is to know: claimed by one node for a while, made step by
/// step, each of which happens once, and made active together with its first administrator. After a
/// crash the claim runs out, and somebody else goes on. Used from the control context.
class provisioner {
public:
    provisioner(resolution& known, administrators& admins, making how);

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

    resolution& known_;
    administrators& admins_;
    making how_;
    activation activation_;
    recurring rounds_;
    bool busy_ = false, more_ = false, stopping_ = false;
};

}
