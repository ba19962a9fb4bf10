// hello: greets people and remembers them.
#include "config.hpp"
#include "migrations.hpp"
#include "routes.hpp"
#include <nucleus/plugin.hpp>

namespace hello {

using namespace nucleus;

class hello_plugin final : public plugin {
public:
    void describe(registry& r) override {
        r.description = "Greets people and remembers them";
        r.version = "1.0.0";
        r.section<hello_config>("hello", "How people are greeted");
        r.migrations(plugin_migrations());
        r.routes([this](catalog& c, const config_view&) { add_routes(c, context_); });
    }

    task<void> start(start_context& context) override {
        context_.greeting = context.config->get<hello_config>("hello").greeting;
        reconfigure(context.config);
        co_return;
    }

    void reconfigure(const config_view& config) noexcept override {
        context_.friend_after = config->get<hello_config>("hello").friend_after;
    }

private:
    hello_context context_;
};

}

NUCLEUS_PLUGIN(hello::hello_plugin)
