#include "support/server_process.hpp"
#include "support/openapi_check.hpp"
#include <catch2/catch_test_macros.hpp>
#include <fstream>

namespace nucleus::testing {

namespace {

void hold_to_openapi(void* check, std::string_view method, std::string_view target,
                     const answer& a) {
    const auto problem = static_cast<openapi_check*>(check)->problem(method, target, a);
    if (!problem.empty())
        FAIL_CHECK("the answer does not fit /openapi.json: " << method << ' ' << target << " -> "
                                                             << a.status << ": " << problem << "\n"
                                                             << a.body.substr(0, 2000));
}

}

server_process::server_process(server_options o)
    : nucleusd{{std::move(o.config), std::move(o.environment), std::move(o.arguments),
                o.wait_until_ready}} {
    if (o.hold_to_openapi && o.wait_until_ready)
        openapi_ = std::make_unique<openapi_check>(nucleusd::client().get("/openapi.json").body);
}

server_process::~server_process() {
    if (exited()) return;
    const auto code = stop();
    UNSCOPED_INFO(log()); // with what it said at its end
    CHECK(code == 0);
}

http_client server_process::client() const {
    auto c = nucleusd::client();
    if (!openapi_) return c;
    c.observer_context = openapi_.get();
    c.observer = &hold_to_openapi;
    return c;
}

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
