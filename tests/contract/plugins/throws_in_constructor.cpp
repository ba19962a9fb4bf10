// Cannot be made.
#include <nucleus/plugin.hpp>

namespace {
class unmakeable final : public nucleus::plugin {
public:
    unmakeable() { throw std::runtime_error("the moon is in the wrong house"); }
    void describe(nucleus::registry&) override {}
};
}

NUCLEUS_PLUGIN(unmakeable)
