// Cannot describe itself, and throws what is no std::exception.
#include <nucleus/plugin.hpp>

namespace {
class indescribable final : public nucleus::plugin {
public:
    void describe(nucleus::registry&) override { throw 7; }
};
}

NUCLEUS_PLUGIN(indescribable)
