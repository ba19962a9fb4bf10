// Its second step is SQL that PostgreSQL refuses.
#include <nucleus/plugin.hpp>

namespace {
constexpr nucleus::pg::migration steps[] = {
    {1, "a_table", "CREATE TABLE {schema}.contract_kept (id int)"},
    {2, "nonsense", "CREATE TABLE {schema}.contract_lost (id int); SELECT no_such_column"},
};
class migrating final : public nucleus::plugin {
public:
    void describe(nucleus::registry& r) override { r.migrations(steps); }
};
}

NUCLEUS_PLUGIN(migrating)
