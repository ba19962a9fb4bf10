// GET /bare: a typed answer through the whole stack and nothing else.
#include <nucleus/plugin.hpp>

namespace bare {

struct settings {
    bool enabled = true;
};
NUCLEUS_DESCRIBE(settings, (enabled, "Serve GET /bare", defaulted))

struct hello {
    std::string message;
};
NUCLEUS_DESCRIBE(hello, (message, "Always the same"))

struct nothing {};

nucleus::task<nucleus::result<hello>> answer(nothing&, nucleus::request_context&) {
    co_return hello{"Hello, World!"};
}

class plugin : public nucleus::plugin {
public:
    void describe(nucleus::registry& r) override {
        r.description = "One route that does nothing, for benchmarks";
        r.section<settings>("bare", "The benchmark's route");
        r.routes([this](nucleus::catalog& c, const nucleus::config_view&) {
            c.get("BARE", "/bare", nucleus::access::anyone, nucleus::limit::open,
                  nucleus::bind<&answer>(context_), "Does nothing");
        });
    }

private:
    nothing context_;
};

}

NUCLEUS_PLUGIN(bare::plugin)
