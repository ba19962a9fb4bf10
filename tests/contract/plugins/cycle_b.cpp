// Waits for cycle_a, which waits for this one.
#include <nucleus/plugin.hpp>

namespace {
struct mine {
    static constexpr std::string_view service_name = "contract_cycle_b";
};
struct other {
    static constexpr std::string_view service_name = "contract_cycle_a";
};
class half final : public nucleus::plugin {
public:
    void describe(nucleus::registry& r) override {
        r.provides<mine>();
        r.requires_service<other>();
    }
};
}

NUCLEUS_PLUGIN(half)
