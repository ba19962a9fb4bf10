// Declares a service and does not provide it.
#include <nucleus/plugin.hpp>

namespace {
struct unicorn {
    static constexpr std::string_view service_name = "unicorn";
};
class forgetful final : public nucleus::plugin {
public:
    void describe(nucleus::registry& r) override { r.provides<unicorn>(); }
};
}

NUCLEUS_PLUGIN(forgetful)
