// The service that makes schemas beside those of the config.
#pragma once
#include "app/world.hpp"
#include <nucleus/pg/database.hpp>
#include <nucleus/services/schema_keeper.hpp>

namespace nucleus::app {

class schema_keeping final : public schema_keeper {
public:
    /// `roles_of`: where_roles_are(), when there are some.
    schema_keeping(world& w, pg::database& database, std::string roles_of)
        : world_{w}
        , database_{database}
        , roles_of_{std::move(roles_of)} {}

    [[nodiscard]] schema_contents contents() const override;
    task<bool> is_superseded() override;
    task<void> make(std::string schema, table_changes allowed, demand wanted,
                    std::function<void(std::string_view)> done) override;

private:
    world& world_;
    pg::database& database_;
    std::string roles_of_;
};

/// Which database it is that tenants' roles are made for: a copy of it in another cluster, or under
/// another name, has none of them. Empty when there are to be none.
[[nodiscard]] task<std::string> where_roles_are(const world& w, pg::database& database);

}
