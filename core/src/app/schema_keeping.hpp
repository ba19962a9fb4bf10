// The service that makes and removes schemas beside those of the config.
#pragma once
#include "app/world.hpp"
#include <nucleus/pg/database.hpp>
#include <nucleus/services/schema_keeper.hpp>

namespace nucleus::app {

class schema_keeping final : public schema_keeper {
public:
    schema_keeping(world& w, pg::database& database)
        : world_{w}
        , database_{database} {}

    [[nodiscard]] std::string version() const override;
    task<void> make(std::string schema, std::function<void(std::string_view)> done) override;
    task<void> remove(std::string schema) override;

private:
    world& world_;
    pg::database& database_;
};

}
