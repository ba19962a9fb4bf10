// Calls a function that nobody has.
#include <nucleus/plugin.hpp>

void function_that_nobody_has();

namespace {
class unbound final : public nucleus::plugin {
public:
    void describe(nucleus::registry&) override { function_that_nobody_has(); }
};
}

NUCLEUS_PLUGIN(unbound)
