// Claims that are seeded no more.
#pragma once
#include "identity/settings.hpp"
#include <nucleus/plugin.hpp>
#include <nucleus/services/stale_claims.hpp>

namespace nucleus::auth {

class claim_pruning final : public stale_claims {
public:
    claim_pruning(const live_settings& settings, const start_context& context)
        : settings_{settings}
        , context_{context} {}

    task<std::vector<stale_claim>> prune(bool only_look) override;

private:
    const live_settings& settings_;
    const start_context& context_;
};

}
