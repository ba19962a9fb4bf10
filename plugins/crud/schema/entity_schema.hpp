// The service by which `nucleusd migrate` and the start reach the entities' tables.
#pragma once
#include "schema/schema_sync.hpp"
#include <nucleus/services/schema_owner.hpp>
#include <nucleus/table_changes.hpp>

namespace nucleus::crud {

class entity_schema final : public schema_owner {
public:
    explicit entity_schema(schema_sync sync)
        : sync_{std::move(sync)} {}

    task<std::vector<schema_change>> plan(std::string schema) override;
    task<std::vector<schema_change>> apply(std::string schema, bool allow_destructive) override;
    /// At start: makes what is missing, or throws when that may not be done.
    task<void> bring_up_to_date(std::string schema, table_changes allowed);

private:
    schema_sync sync_;
};

}
