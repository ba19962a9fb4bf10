// Lists its steps in the wrong order.
#include <nucleus/plugin.hpp>

namespace {
constexpr nucleus::pg::migration steps[] = {
    {2, "second", "SELECT 2"},
    {1, "first", "SELECT 1"},
};
class migrating final : public nucleus::plugin {
public:
    void describe(nucleus::registry& r) override { r.migrations(steps); }
};
}

NUCLEUS_PLUGIN(migrating)
