// Claims that are seeded no more.
#pragma once
#include "identity/settings.hpp"
#include <nucleus/catalog.hpp>
#include <nucleus/pg/database.hpp>
#include <nucleus/services/stale_claims.hpp>
#include <string>
#include <vector>

namespace nucleus::auth {

class claim_pruning final : public stale_claims {
public:
    /// Without `schemas` there are none.
    claim_pruning(const live_settings& settings, const catalog& endpoints, pg::database* database,
                  std::vector<std::string> schemas)
        : settings_{settings}
        , endpoints_{endpoints}
        , database_{database}
        , schemas_{std::move(schemas)} {}

    task<std::vector<stale_claim>> prune(bool only_look) override;

private:
    const live_settings& settings_;
    const catalog& endpoints_;
    pg::database* database_;
    std::vector<std::string> schemas_;
};

}
