#include "support/server_process.hpp"
#include "support/canaries.hpp"
#include "support/openapi_check.hpp"
#include <catch2/catch_test_macros.hpp>
#include <fstream>

namespace nucleus::testing {

struct server_process::watch {
    explicit watch(const std::map<std::string, std::string>& environment)
        : secrets{environment} {}
    canaries secrets;
    std::unique_ptr<openapi_check> openapi{};
};

namespace {

void hold_to_openapi(const openapi_check& check, std::string_view method, std::string_view target,
                     const answer& a) {
    const auto problem = check.problem(method, target, a);
    if (!problem.empty())
        FAIL_CHECK("the answer does not fit /openapi.json: " << method << ' ' << target << " -> "
                                                             << a.status << ": " << problem << "\n"
                                                             << a.body.substr(0, 2000));
}

void hold_to_secrecy(canaries& secrets, std::string_view target, const answer& a) {
    const auto told = secrets.found_in(a);
    if (!told.empty()) FAIL_CHECK("the answer of " << target << " tells a secret: " << told);
    secrets.learn(a);
}

}

server_process::server_process(server_options o)
    : nucleusd{{std::move(o.config), o.environment, std::move(o.arguments), o.wait_until_ready}}
    , watch_{std::make_unique<watch>(o.environment)} {
    if (o.hold_to_openapi && o.wait_until_ready)
        watch_->openapi =
            std::make_unique<openapi_check>(nucleusd::client().get("/openapi.json").body);
}

server_process::~server_process() {
    const auto code = exited() ? 0 : stop();
    const auto told = watch_->secrets.found_in(log());
    INFO(log()); // with what it said at its end
    CHECK(told.empty());
    CHECK(code == 0);
}

http_client server_process::client() const {
    auto c = nucleusd::client();
    c.observer_context = watch_.get();
    c.observer = [](void* context, std::string_view method, std::string_view target,
                    const answer& a) {
        auto& held = *static_cast<watch*>(context);
        if (held.openapi) hold_to_openapi(*held.openapi, method, target, a);
        hold_to_secrecy(held.secrets, target, a);
    };
    return c;
}

void server_process::must_not_log(std::string_view secret) { watch_->secrets.learn(secret); }

pid_t server_process::serving_child() const {
    const auto parent = std::to_string(pid());
    std::ifstream children{"/proc/" + parent + "/task/" + parent + "/children"};
    for (pid_t child = 0; children >> child;) {
        std::ifstream comm{"/proc/" + std::to_string(child) + "/comm"};
        std::string name;
        comm >> name;
        if (name.starts_with("nucleusd")) return child;
    }
    return -1;
}

}
