// Waits for cycle_b, which waits for this one.
#include <nucleus/plugin.hpp>

namespace {
struct mine {
    static constexpr std::string_view service_name = "contract_cycle_a";
};
struct other {
    static constexpr std::string_view service_name = "contract_cycle_b";
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
