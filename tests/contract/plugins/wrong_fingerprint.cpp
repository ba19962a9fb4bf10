// Built, as it says, for an SDK that is yet to come.
#include "proof.hpp"
#include <nucleus/plugin.hpp>
#undef NUCLEUS_SDK_VERSION
#define NUCLEUS_SDK_VERSION 99

namespace {
class from_the_future final : public nucleus::plugin {
public:
    void describe(nucleus::registry&) override {}
};
}

NUCLEUS_PLUGIN(from_the_future)
