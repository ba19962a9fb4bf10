// The service that removes schemas.
#pragma once
#include "app/world.hpp"
#include <nucleus/pg/database.hpp>
#include <nucleus/services/schema_removal.hpp>

namespace nucleus::app {

class schema_removing final : public schema_removal {
public:
    schema_removing(const world& w, pg::database& database)
        : world_{w}
        , database_{database} {}

    task<bool> remove(std::string schema, release forget) override;

private:
    const world& world_;
    pg::database& database_;
};

}
