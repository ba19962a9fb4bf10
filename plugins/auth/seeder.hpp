// Brings the roles and claims that there must be into the database.
#pragma once
#include "identity/settings.hpp"
#include "seeding.hpp"
#include <nucleus/async/background.hpp>
#include <nucleus/catalog.hpp>
#include <nucleus/pg/database.hpp>
#include <string>
#include <vector>

namespace nucleus::auth {

/// At start, and again with each configuration that is put into force. Lives on the control
/// context.
class seeder {
public:
    seeder(const live_settings& settings, const catalog& endpoints,
           boost::asio::io_context& control, pg::database& database,
           std::vector<std::string> schemas)
        : settings_{settings}
        , endpoints_{endpoints}
        , control_{control}
        , database_{database}
        , schemas_{std::move(schemas)} {}

    /// By the settings in force. A schema that the config does not name is a tenant's.
    task<void> seed(std::string schema);
    /// What is seeded in the schema of a tenant, as text.
    [[nodiscard]] std::string seeds_of_tenants() const;
    /// The schemas of the config once more, later; what goes wrong is logged.
    void seed_again();

private:
    [[nodiscard]] seed_plan plan_for(bool tenant) const {
        return plan_seed(endpoints_, settings_.now()->authorization, tenant);
    }
    task<void> seed_all();
    const live_settings& settings_;
    const catalog& endpoints_;
    boost::asio::io_context& control_;
    pg::database& database_;
    std::vector<std::string> schemas_;
};

}
