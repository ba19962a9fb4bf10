// The service by which `nucleusd migrate` and the start reach the entities' tables.
#pragma once
#include "schema/schema_sync.hpp"
#include <nucleus/services/schema_owner.hpp>

namespace nucleus::crud {

class entity_schema final : public schema_owner {
public:
    entity_schema(pg::database& db, std::vector<const entity*> entities)
        : db_{db}
        , entities_{std::move(entities)} {}

    task<std::vector<schema_change>> plan(std::string schema) override;
    task<std::vector<schema_change>> apply(std::string schema, bool allow_destructive) override;
    /// At start: makes what is missing, or throws when that may not be done.
    task<void> bring_up_to_date(std::string schema, bool may_write);

private:
    pg::database& db_;
    std::vector<const entity*> entities_;
};

}
