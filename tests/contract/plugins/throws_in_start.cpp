// Cannot start.
#include <nucleus/plugin.hpp>

namespace {
class unstartable final : public nucleus::plugin {
public:
    void describe(nucleus::registry&) override {}
    nucleus::task<void> start(nucleus::start_context&) override {
        throw std::runtime_error("the engine is cold");
        co_return;
    }
};
}

NUCLEUS_PLUGIN(unstartable)
