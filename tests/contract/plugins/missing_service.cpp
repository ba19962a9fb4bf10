// Requires what nobody provides.
#include <nucleus/plugin.hpp>

namespace {
struct unicorn {
    static constexpr std::string_view service_name = "unicorn";
};
class lonely final : public nucleus::plugin {
public:
    void describe(nucleus::registry& r) override { r.requires_service<unicorn>(); }
};
}

NUCLEUS_PLUGIN(lonely)
