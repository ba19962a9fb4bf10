// Has a path that is none.
#include <nucleus/plugin.hpp>

namespace {

struct nothing {};

nucleus::task<nucleus::result<void>> answer(nothing&, nucleus::request_context&) {
    co_return nucleus::result<void>{};
}

class colliding final : public nucleus::plugin {
public:
    void describe(nucleus::registry& r) override {
        r.routes([this](nucleus::catalog& c, const nucleus::config_view&) {
            c.get("CONTRACT_BAD_PATH", "contract//x", nucleus::access::anyone, nucleus::limit::none,
                  nucleus::bind<&answer>(nothing_), "In the way of another");
        });
    }

private:
    nothing nothing_;
};

}

NUCLEUS_PLUGIN(colliding)
