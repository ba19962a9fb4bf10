// Declares a section that belongs to core.
#include <nucleus/plugin.hpp>

namespace {
struct server_section {
    int port = 1;
};
NUCLEUS_DESCRIBE(server_section, (port, "Mine", defaulted))
class usurper final : public nucleus::plugin {
public:
    void describe(nucleus::registry& r) override {
        r.section<server_section>("server", "Not core's");
    }
};
}

NUCLEUS_PLUGIN(usurper)
