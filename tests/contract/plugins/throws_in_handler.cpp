// Serves one endpoint that throws, and one that does not.
#include <nucleus/plugin.hpp>

namespace {

struct nothing {};

nucleus::task<nucleus::result<void>> explode(nothing&, nucleus::request_context&) {
    throw std::runtime_error("a detail that no client may see");
    co_return nucleus::error{};
}

nucleus::task<nucleus::result<void>> answer(nothing&, nucleus::request_context&) {
    co_return nucleus::result<void>{};
}

class explosive final : public nucleus::plugin {
public:
    void describe(nucleus::registry& r) override {
        r.routes([this](nucleus::catalog& c, const nucleus::config_view&) {
            c.get("CONTRACT_EXPLODE", "/contract/explode", nucleus::access::anyone,
                  nucleus::limit::none, nucleus::bind<&explode>(nothing_), "Throws");
            c.get("CONTRACT_CALM", "/contract/calm", nucleus::access::anyone, nucleus::limit::none,
                  nucleus::bind<&answer>(nothing_), "Does not");
        });
    }

private:
    nothing nothing_;
};

}

NUCLEUS_PLUGIN(explosive)
