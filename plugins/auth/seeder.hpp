// Brings the roles and claims that there must be into the database.
#pragma once
#include "identity/settings.hpp"
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

    /// By the settings in force.
    task<void> seed();
    /// The same, later; what goes wrong is logged.
    void seed_again();

private:
    const live_settings& settings_;
    const catalog& endpoints_;
    boost::asio::io_context& control_;
    pg::database& database_;
    std::vector<std::string> schemas_;
};

}
