// Brings the schemas of tenants to the version that is in force, many at a time.
#pragma once
#include "domain/rollout.hpp"
#include "provisioning/making.hpp"
#include "resolution/resolution.hpp"
#include <functional>
#include <nucleus/async/recurring.hpp>

namespace nucleus::tenants {

/// Each tenant's row says what it has; whoever claims it brings it up to date, on whichever node.
/// So it goes on after a crash where it was, and one that fails stops nobody: it is tried again
/// later. Used from the control context.
class updater {
public:
    /// What became of one tenant; `reason` is empty when it is up to date.
    using told = std::function<void(const std::string& subdomain, const std::string& reason)>;

    updater(const live_settings& settings, resolution& known, making how);

    /// Looks every five seconds, and begins at once.
    void start();
    void stop() noexcept { rounds_.stop(); }
    /// All that wait, or `only` this one; first one alone: when the first three fail, the change is
    /// to blame, and the others are left as they are. Returns, with what became of it, once they
    /// are done.
    task<rollout> round(std::optional<uuid> only, table_changes allowed, told tell);

private:
    struct run;
    task<void> look();
    task<void> take(std::shared_ptr<run> r);
    task<void> bring(std::shared_ptr<run> r, tenant_claim c);

    const live_settings& settings_;
    resolution& known_;
    making how_;
    recurring rounds_;
    bool busy_ = false, superseded_ = false;
    steady::time_point not_before_{};
};

}
