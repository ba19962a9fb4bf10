// Rows of a configuration into the tables of entities, asked for by other plugins.
#pragma once
#include "handlers/entity_endpoint.hpp"
#include <memory>
#include <nucleus/services/row_seeder.hpp>
#include <vector>

namespace nucleus::crud {

/// What is wrong with the rows by the entities of that configuration.
void check_seed(const config_snapshot& config, const seed_rows& rows, std::vector<fault>& found);

class sower final : public row_seeder {
public:
    /// All of them are there by now, with an endpoint for each, and outlive this.
    sower(const std::vector<std::unique_ptr<entity>>& entities,
          const std::vector<std::unique_ptr<entity_endpoint>>& endpoints)
        : entities_{entities}
        , endpoints_{endpoints} {}

    task<void> sow(pg::transaction& tx, const seed_rows& rows) const override;

private:
    [[nodiscard]] const bulk_store& store_of(const entity& e) const;
    const std::vector<std::unique_ptr<entity>>& entities_;
    const std::vector<std::unique_ptr<entity_endpoint>>& endpoints_;
};

}
